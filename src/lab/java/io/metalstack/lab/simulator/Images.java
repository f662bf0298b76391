package io.metalstack.lab.simulator;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Image ids and what they resolve to: {@code <os>-<major>.<minor>[.<patch>]}, where the os may contain dashes. */
final class Images {
    private Images() {}

    record Id(String os, Version version) {
        static Optional<Id> parse(String id) {
            var dash = id.lastIndexOf('-');
            if (dash <= 0) {
                return Optional.empty();
            }
            return Version.parse(id.substring(dash + 1)).map(v -> new Id(id.substring(0, dash), v));
        }
    }

    /** All images of the same system whose version the short id covers, the newest first. */
    static List<Catalog.Image> matching(Collection<Catalog.Image> images, Id wanted) {
        record Candidate(Catalog.Image image, Version version) {}
        return images.stream()
                .flatMap(image -> Id.parse(image.id()).stream()
                        .filter(id -> id.os().equals(wanted.os()))
                        .map(id -> new Candidate(image, id.version())))
                .filter(c -> wanted.version().patch() > 0
                        ? c.version().equals(wanted.version())
                        : c.version().sameMinor(wanted.version()))
                .sorted(Comparator.comparing(Candidate::version).reversed())
                .map(Candidate::image)
                .toList();
    }

    static Optional<Catalog.Image> newest(Collection<Catalog.Image> images, String wanted) {
        return Id.parse(wanted).flatMap(id -> matching(images, id).stream().findFirst());
    }
}
