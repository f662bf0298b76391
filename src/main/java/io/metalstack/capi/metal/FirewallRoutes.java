package io.metalstack.capi.metal;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The one route below {@code /v1/firewall} that is called: found and freed, a firewall is a machine like any other. */
@Path("/v1/firewall")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface FirewallRoutes extends AutoCloseable {

    @POST
    @Path("/allocate")
    MachineRoutes.MachineAnswer allocate(
            @HeaderParam(MetalSignature.DATE_HEADER) String signedAt, MachineRoutes.Allocate request);

    @Override
    void close();
}
