package io.metalstack.lab.management;

import io.metalstack.lab.management.Page.Place;
import java.nio.file.Path;

/** Blocks of commands that are about single objects: they are typed beside an API server alone, by {@code BenchReader}. */
public enum BenchBlock {
    FORCE_RELEASE("operations.md", new Place("Force release", "force-release=")),
    DELETION_BRAKE("operations.md", new Place("Deletion brake", "deletions-confirmed-until=")),
    FIRST_LOOK("troubleshooting.md", new Place("", "kubectl describe"));

    private final String page;
    private final Place place;

    BenchBlock(String page, Place place) {
        this.page = page;
        this.place = place;
    }

    String page() {
        return page;
    }

    Place place() {
        return place;
    }

    /** As it stands on its page. */
    public String commands() {
        return Page.of(Path.of(""), page).at(place);
    }
}
