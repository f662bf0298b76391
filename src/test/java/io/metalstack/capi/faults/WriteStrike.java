package io.metalstack.capi.faults;

import io.metalstack.capi.faults.WriteFault.Mishap;

/**
 * A write of the provider to one of its objects goes wrong, or it dies there.
 *
 * @param nth which fitting write of the phase, counted from 1
 * @param retries how often the Kubernetes client repeats a request by itself
 */
record WriteStrike(Phase phase, String subject, Write.Verb verb, int nth, Mishap mishap, int retries)
        implements Strike {

    static WriteStrike of(Phase phase, String subject, Write.Verb verb, Mishap mishap) {
        return new WriteStrike(phase, subject, verb, 1, mishap, 0);
    }

    WriteStrike nth(int number) {
        return new WriteStrike(phase, subject, verb, number, mishap, retries);
    }

    /** With a client that repeats the request, as the shipped one does. */
    WriteStrike repeated() {
        return new WriteStrike(phase, subject, verb, nth, mishap, 3);
    }

    @Override
    public String words() {
        var number = nth == 1 ? "" : " no. " + nth;
        return mishap.kills()
                ? mishap.words + " " + subject + " " + verb.word + number
                : subject + " " + verb.word + number + " · " + mishap.words
                        + (retries > 0 ? ", repeated by the client" : "");
    }

    @Override
    public String target() {
        return subject + " " + verb;
    }

    @Override
    public Armed arm(World world) {
        var fault = new WriteFault(
                it -> it.subject().equals(subject) && it.verb() == verb,
                nth,
                mishap,
                mishap == Mishap.CONFLICT ? world::compete : write -> world.kill());
        world.writeFaults().add(fault);
        return fault::fired;
    }

    @Override
    public int deaths() {
        return mishap.kills() ? 1 : 0;
    }
}
