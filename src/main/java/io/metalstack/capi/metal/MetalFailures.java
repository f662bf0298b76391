package io.metalstack.capi.metal;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/**
 * What a failed call means. metal-api's status alone does not tell: 422 is both "wrong" and "not now", 500 is also "no
 * address left". So the text is looked at, with the words of metal-api a405f46d.
 */
final class MetalFailures {

    /** What a call does, as far as its failure is concerned. */
    enum Kind {
        READ,
        ALLOCATE,
        /** Gives something back, or our part in it. */
        FREE
    }

    /** What an allocate is asked with, and looks up before it takes anything. */
    private static final List<String> ALLOCATE_INPUT =
            List.of("project", "partition", "network", "filesystemlayout", " ip ");

    private static final List<String> NO_CAPACITY = List.of(
            "no machine available",
            "no ips left",
            "cannot allocate free child prefix",
            "project quota for machines reached");

    private static final List<String> BUSY = List.of(
            "too many parallel machine allocations",
            "already allocated",
            "machine is locked",
            "has ips, deletion not possible",
            "ip with machine scope can not be deleted");

    private static final Duration CLOCK_DIFFERENCE_WORTH_TELLING = Duration.ofSeconds(10);

    private MetalFailures() {}

    /**
     * metal-api's words: what they mean depends on all of them, whatever people get to read.
     *
     * @param told for people: the same without what metal-api was sent
     */
    private record Words(String said, String told) {
        static Words of(String text, Echo echo) {
            return new Words(MetalText.stable(text), MetalText.stable(echo.takenOutOf(text)));
        }

        boolean haveAnyOf(List<String> pieces) {
            return pieces.stream().anyMatch(said::contains);
        }
    }

    /**
     * What a refusal means.
     *
     * @param echo of what was sent
     */
    static MetalFailure of(Kind kind, RefusedAnswer answer, Echo echo) {
        var status = answer.status();
        if (status == 401 || status == 403) {
            return new MetalFailure.Denied(denied(answer, echo));
        }
        if (status >= 300 && status < 400) {
            return new MetalFailure.Unavailable("metal-api's address answers with a redirect (" + status
                    + "): set METAL_API_URL to the address it leads to");
        }
        if (answer.text().isEmpty()) {
            return withoutAnswer(
                    kind,
                    "metal-api's address answered " + status
                            + " without an answer of metal-api: is METAL_API_URL right, and is metal-api up?");
        }
        var words = Words.of(answer.text().get(), echo);
        return switch (status) {
            case 404 -> notFound(kind, words);
            case 409 -> kind == Kind.FREE ? new MetalFailure.Busy(words.told) : withoutAnswer(kind, words.told);
            case 429 -> new MetalFailure.Busy(words.told);
            default -> status < 500 ? refused(words) : failed(kind, status, words);
        };
    }

    /** What it means that no usable answer came. */
    static MetalFailure of(Kind kind, Throwable failure, String address) {
        if (has(failure, SSLHandshakeException.class)) {
            return new MetalFailure.Unavailable(
                    "The TLS handshake with metal-api at " + address
                            + " failed: is its certificate from an authority that is trusted here (METAL_API_CA_FILE, ca.crt)?");
        }
        if (has(failure, UnknownHostException.class)) {
            return new MetalFailure.Unavailable("The host of metal-api at " + address + " is not known");
        }
        if (has(failure, ConnectException.class) || has(failure, NoRouteToHostException.class)) {
            return new MetalFailure.Unavailable("metal-api cannot be reached at " + address);
        }
        if (has(failure, TimeoutException.class)) {
            return withoutAnswer(kind, "metal-api at " + address + " did not answer in time");
        }
        if (has(failure, InterruptedException.class)) {
            return withoutAnswer(kind, "The provider ended before metal-api at " + address + " answered");
        }
        if (has(failure, IOException.class) && !has(failure, JacksonException.class)) {
            return withoutAnswer(
                    kind, "The connection to metal-api at " + address + " broke before the answer was there");
        }
        return withoutAnswer(
                kind, "The answer from " + address + " is not what metal-api answers: is METAL_API_URL right?");
    }

    /** Parsers quote what they stumble over, which may be what was sent; only the transport does not read it. */
    static boolean quotesTheAnswer(Throwable failure) {
        var transport = has(failure, IOException.class) || has(failure, TimeoutException.class);
        return has(failure, JacksonException.class) || !transport;
    }

    /** A change without an answer may have happened; a read just says nothing. */
    static MetalFailure withoutAnswer(Kind kind, String message) {
        return kind == Kind.READ ? new MetalFailure.Unavailable(message) : new MetalFailure.InDoubt(message);
    }

    /**
     * An allocate names things that do not exist: project, network, layout. Elsewhere the word of metal-api is wanted: a
     * wrong base path answers 404 too, and must not pass for "it is gone".
     */
    private static MetalFailure notFound(Kind kind, Words words) {
        if (words.said.contains("NotFound")) {
            return kind == Kind.ALLOCATE ? notFoundByAllocate(words) : new MetalFailure.NotFound(words.told);
        }
        return new MetalFailure.Unavailable("metal-api does not know the route (404: " + words.told
                + "): is METAL_API_URL right, with its base path?");
    }

    /** Once a machine is chosen, metal-api may still miss something while it makes its answer up. */
    private static MetalFailure notFoundByAllocate(Words words) {
        return words.haveAnyOf(ALLOCATE_INPUT)
                ? new MetalFailure.Rejected(words.told)
                : new MetalFailure.InDoubt(words.told);
    }

    private static MetalFailure refused(Words words) {
        if (words.haveAnyOf(NO_CAPACITY)) {
            return new MetalFailure.NoCapacity(words.told);
        }
        return words.haveAnyOf(BUSY) ? new MetalFailure.Busy(words.told) : new MetalFailure.Rejected(words.told);
    }

    private static MetalFailure failed(Kind kind, int status, Words words) {
        return words.said.contains("no ips left")
                ? new MetalFailure.NoCapacity(words.told)
                : withoutAnswer(kind, "metal-api failed (" + status + "): " + words.told);
    }

    private static String denied(RefusedAnswer answer, Echo echo) {
        var text = answer.text().map(it -> Words.of(it, echo).told).filter(it -> !it.isEmpty());
        return "metal-api refused the credentials (" + answer.status()
                + text.map(it -> ": " + it).orElse("")
                + "): check the key METAL_API_HMAC, its type METAL_API_HMAC_AUTH_TYPE, and the clock of this host"
                + answer.clockAhead().flatMap(MetalFailures::clockDifference).orElse("");
    }

    /** Roughly, so that the message does not change with every call. */
    private static Optional<String> clockDifference(Duration ahead) {
        var difference = ahead.abs();
        if (difference.compareTo(CLOCK_DIFFERENCE_WORTH_TELLING) < 0) {
            return Optional.empty();
        }
        var amount = difference.toHours() >= 2
                ? difference.toHours() + " h"
                : difference.toMinutes() >= 2
                        ? difference.toMinutes() + " min"
                        : difference.toSeconds() / 10 * 10 + " s";
        return Optional.of(
                ", which is about " + amount + (ahead.isNegative() ? " behind" : " ahead of") + " metal-api's");
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.<Throwable>iterate(failure, it -> it != null, Throwable::getCause)
                .limit(10)
                .anyMatch(kind::isInstance);
    }
}
