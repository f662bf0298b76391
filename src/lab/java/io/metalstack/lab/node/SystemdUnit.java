package io.metalstack.lab.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A unit of systemd, as far as the lab's machines know any: a service that does something once.
 *
 * @param name such as {@code kubeadm.service}
 * @param enabled whether it is wanted on each boot
 * @param texts of the unit itself and of its drop-ins, in the order in which they count
 */
record SystemdUnit(String name, boolean enabled, List<String> texts) {

    /** Characters before a command that say how systemd is to run it; of these only the hyphen matters here. */
    private static final String MARKS = "-@:+!|";

    /** Whether booting starts it: one that is enabled and that nothing wants stays where it is. */
    boolean starts() {
        return enabled
                && name.endsWith(".service")
                && values("Service", "Type").equals(List.of("oneshot"))
                && !values("Install", "WantedBy").isEmpty();
    }

    /** A line for the shell that does what starting it does: nothing if a condition fails, else all up to the first failure. */
    String script() {
        var conditions = values("Unit", "ConditionPathExists").stream()
                .map(it -> it.startsWith("!") ? "[ ! -e '" + it.substring(1) + "' ]" : "[ -e '" + it + "' ]")
                .collect(Collectors.joining(" && "));
        var commands = Stream.of("ExecStartPre", "ExecStart", "ExecStartPost")
                .flatMap(it -> values("Service", it).stream())
                .map(SystemdUnit::command)
                .collect(Collectors.joining(" && "));
        var run = commands.isEmpty() ? "true" : commands;
        return conditions.isEmpty() ? run : "if " + conditions + "; then " + run + "; fi";
    }

    private static String command(String line) {
        int begin = 0;
        while (begin < line.length() && MARKS.indexOf(line.charAt(begin)) >= 0) {
            begin++;
        }
        var command = line.substring(begin);
        return line.substring(0, begin).contains("-") ? "{ " + command + " || true; }" : command;
    }

    /** All values of a setting; an empty one takes back those before it, which is how drop-ins replace. */
    private List<String> values(String section, String key) {
        var values = new ArrayList<String>();
        for (var text : texts) {
            var here = "";
            for (var line : text.replace("\\\n", " ").lines().map(String::strip).toList()) {
                if (line.startsWith("[") && line.endsWith("]")) {
                    here = line.substring(1, line.length() - 1);
                } else if (here.equals(section)
                        && line.replaceFirst("\\s*=.*", "").equals(key)) {
                    var value = line.substring(line.indexOf('=') + 1).strip();
                    if (value.isEmpty()) {
                        values.clear();
                    } else {
                        values.add(value);
                    }
                }
            }
        }
        return List.copyOf(values);
    }
}
