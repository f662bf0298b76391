package io.metalstack.capi.cluster;

import io.metalstack.capi.status.Planned;

/** What a step would do, in one sentence, for a cluster that is only looked at. */
final class ClusterSentences {

    private ClusterSentences() {}

    static Planned of(ClusterStep step, ClusterFacts own) {
        return switch (step) {
            case ClusterStep.TakeOn() -> Planned.takingOn("take the cluster on, with a finalizer and a cluster-uid");
            case ClusterStep.RecoverUid(var uid, var readFrom) ->
                Planned.takingOn("write the lost cluster-uid back, as read from " + readFrom);
            case ClusterStep.Adopt(var proof) ->
                Planned.adopting("take the cluster over from the Go provider, known by " + proof);
            case ClusterStep.Wait(var part, var reason, var message, var until) -> Planned.waiting(message);
            case ClusterStep.Refuse(var part, var reason, var message) -> Planned.waiting(message);
            case ClusterStep.Unreadable(var part, var why) -> Planned.waiting(why.message());
            case ClusterStep.DropIntent(var part) ->
                Planned.takingOn("take the record of a call off that is over and of no use");
            case ClusterStep.Settled() -> Planned.nothing("network, address and firewall are as they should be");
            case ClusterStep.AllocateNetwork(var attempt) ->
                Planned.allocating("a node network in project " + own.spec().projectID());
            case ClusterStep.RecordNetwork(var id) -> Planned.adopting("use node network " + id);
            case ClusterStep.UseExistingNetwork(var id) -> Planned.adopting("use the existing node network " + id);
            case ClusterStep.AllocateAddress(var network, var attempt) ->
                Planned.allocating("a control-plane IP in network " + network);
            case ClusterStep.RecordEndpoint(var address) -> Planned.adopting("use control-plane IP " + address);
            case ClusterStep.UseGivenAddress(var address, var lasting) ->
                Planned.adopting("use the given control-plane IP " + address);
            case ClusterStep.UseEndpoint(var endpoint) ->
                Planned.adopting("use the endpoint " + endpoint.host() + ":" + endpoint.port() + " of the Cluster");
            case ClusterStep.OwnFirewall(var deployment) ->
                Planned.takingOn("make MetalStackFirewallDeployment "
                        + deployment.getMetadata().getName() + " this cluster's");
            case ClusterStep.OfDeletion deletion -> of(deletion);
        };
    }

    private static Planned of(ClusterStep.OfDeletion step) {
        return switch (step) {
            case ClusterStep.DeleteFirewall(var deployment) ->
                Planned.freeing("delete MetalStackFirewallDeployment "
                        + deployment.getMetadata().getName() + ", and with it free the firewall");
            case ClusterStep.FreeOrphan(var machine) ->
                Planned.freeing("free machine " + machine.id() + ", whose object is gone");
            case ClusterStep.FreeServiceAddress(var ip) ->
                Planned.freeing("free IP " + ip.address() + " of a Service of this cluster");
            case ClusterStep.UntagServiceAddress(var ip) ->
                Planned.freeing("take the tags of this cluster's Services off IP " + ip.address());
            case ClusterStep.FreeAddress(var ip) -> Planned.freeing("free control-plane IP " + ip.address());
            case ClusterStep.FreeNetwork(var network) -> Planned.freeing("free node network " + network.id());
            case ClusterStep.LetGo(var leftAlone) -> Planned.lettingGo(String.join("; ", leftAlone));
            case ClusterStep.ForceRelease(var left) -> Planned.lettingGo(left);
        };
    }
}
