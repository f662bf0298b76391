package io.metalstack.capi.faults;

import java.time.Duration;
import java.time.Instant;

/** The API server restarts, or its watches tell nothing for a while. */
record Outage(Phase phase, Kind kind) implements Strike {

    enum Kind {
        RESTART("API server restarts", Duration.ofMinutes(1)),
        STALLED_WATCH("watches stalled for 10 min", Duration.ofMinutes(10));

        final String words;
        final Duration lasts;

        Kind(String words, Duration lasts) {
            this.words = words;
            this.lasts = lasts;
        }
    }

    @Override
    public String words() {
        return kind.words;
    }

    @Override
    public String target() {
        return kind.name();
    }

    @Override
    public Armed arm(World world) {
        turn(world, true);
        var ends = world.clock().instant().plus(kind.lasts);
        return new Running(world, ends);
    }

    private void turn(World world, boolean on) {
        var channel = world.provider().lines().kubernetes();
        if (kind == Kind.RESTART) {
            channel.away(on);
        } else {
            channel.stall(on);
        }
    }

    private final class Running implements Armed {
        private final World world;
        private final Instant ends;
        private boolean over;

        Running(World world, Instant ends) {
            this.world = world;
            this.ends = ends;
        }

        @Override
        public boolean struck() {
            return over;
        }

        @Override
        public void look() {
            if (!over && !world.clock().instant().isBefore(ends)) {
                over = true;
                turn(world, false);
            }
        }
    }
}
