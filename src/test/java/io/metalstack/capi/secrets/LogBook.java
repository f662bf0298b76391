package io.metalstack.capi.secrets;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** Reads everything that is logged in this process while it is open, and notes what should not be there. */
public final class LogBook extends Handler implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> found = new CopyOnWriteArrayList<>();
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    private LogBook() {
        setLevel(Level.ALL);
    }

    /** Reads from now on, what is logged at any level that the loggers let through. */
    public static LogBook open() {
        var book = new LogBook();
        ROOT.addHandler(book);
        return book;
    }

    /** Which canaries were logged, in which form, by whom. */
    public List<String> found() {
        return List.copyOf(found);
    }

    /** The loggers that said something at this level. */
    Set<String> loggersAt(Level level) {
        var names = new TreeSet<String>();
        read.stream()
                .filter(it -> it.endsWith(" " + level.intValue()))
                .forEach(it -> names.add(it.substring(0, it.lastIndexOf(' '))));
        return Collections.unmodifiableSet(names);
    }

    @Override
    public void publish(LogRecord line) {
        read.add(line.getLoggerName() + " " + line.getLevel().intValue());
        Canary.foundIn(text(line))
                .forEach(it -> found.add(it + ", logged by " + line.getLoggerName() + " at " + line.getLevel()));
    }

    private static String text(LogRecord line) {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        if (line instanceof ExtLogRecord whole) {
            out.println(whole.getFormattedMessage());
            out.println(whole.getMdcCopy());
            out.println(whole.getNdc());
        } else {
            out.println(line.getMessage());
        }
        out.println(Arrays.toString(line.getParameters()));
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(out);
        }
        return text.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
