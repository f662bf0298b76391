package io.metalstack.capi.runtime;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jboss.logmanager.Level;

/**
 * Levels of the log, changed while the manager runs and until it ends. Only those of the provider and of the operator SDK:
 * what others say below INFO may hold Secrets.
 */
@Singleton
class LogLevels {

    /** The whole provider. */
    static final String PROVIDER = "io.metalstack.capi";

    private static final List<String> ALLOWED = List.of(PROVIDER, "io.javaoperatorsdk");

    private static final Pattern NAME = Pattern.compile("[\\w.]+");

    /** Finer ones are left out when the application is built. */
    private static final Map<String, Level> LEVELS =
            Map.of("ERROR", Level.ERROR, "WARN", Level.WARN, "INFO", Level.INFO, "DEBUG", Level.DEBUG);

    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger(LogLevels.class);

    /** Java keeps a level only for as long as somebody keeps its logger. */
    private final Map<String, Logger> changed = new ConcurrentHashMap<>();

    /**
     * Has a category, and what is below it, log at this level.
     *
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    void set(String category, String level) {
        if (!NAME.matcher(category).matches() || ALLOWED.stream().noneMatch(it -> isWithin(it, category))) {
            throw new IllegalArgumentException("only " + String.join(" and ", ALLOWED)
                    + " and what is below them have a level that can be changed at run time");
        }
        var wanted = LEVELS.get(level);
        if (wanted == null) {
            throw new IllegalArgumentException("the level must be ERROR, WARN, INFO or DEBUG");
        }
        changed.computeIfAbsent(category, Logger::getLogger).setLevel(wanted);
        LOG.infof("%s logs at %s from now on", category, level);
    }

    private static boolean isWithin(String allowed, String category) {
        return category.equals(allowed) || category.startsWith(allowed + ".");
    }

    /** The levels of the provider, the operator SDK, and each category that was given one. */
    Map<String, String> levels() {
        var levels = new TreeMap<String, String>();
        ALLOWED.forEach(it -> levels.put(it, effective(Logger.getLogger(it))));
        changed.forEach((category, logger) -> levels.put(category, effective(logger)));
        return levels;
    }

    private static String effective(Logger logger) {
        for (var it = logger; it != null; it = it.getParent()) {
            var level = it.getLevel();
            if (level != null) {
                return level.getName();
            }
        }
        return "INFO";
    }
}
