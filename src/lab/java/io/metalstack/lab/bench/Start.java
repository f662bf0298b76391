package io.metalstack.lab.bench;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** P5: from the execution of the provider until it changes an object that waited for it. */
final class Start {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
    private static final String WARM = "files in the page cache";
    private static final String COLD = "files not in the page cache";

    private Start() {}

    static List<Row> rows(Session session) {
        var warm = new ArrayList<Double>();
        var cold = new ArrayList<Double>();
        boolean droppable = true;
        try (var rig = session.rig(1)) {
            session.say("starts once, for the page cache");
            start(rig);
            for (int run = 1; run <= session.options().runs(); run++) {
                session.say(
                        "run %d of %d: start".formatted(run, session.options().runs()));
                warm.add(start(rig));
            }
            for (int run = 1; droppable && run <= session.options().runs(); run++) {
                droppable = dropCaches();
                if (droppable) {
                    session.say("run %d of %d: start, cold"
                            .formatted(run, session.options().runs()));
                    cold.add(start(rig));
                }
            }
        }
        return List.of(
                Row.of(Figure.P5, WARM, "s", 0, warm),
                droppable
                        ? Row.of(Figure.P5, COLD, "s", 0, cold)
                        : Row.without(Figure.P5, COLD, "s", "not tried: needs root"));
    }

    private static double start(Rig rig) {
        var took = rig.startProvider();
        rig.stopProvider();
        return took.toMillis() / 1000.0;
    }

    /** @return whether this is allowed here */
    private static boolean dropCaches() {
        try {
            var unused = Command.of("sync").run();
            Files.writeString(DROP_CACHES, "3");
            return true;
        } catch (IOException | LabException e) {
            return false;
        }
    }
}
