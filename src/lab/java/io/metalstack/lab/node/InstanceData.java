package io.metalstack.lab.node;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * cloud-init's instance data, as far as a metal-stack machine has any, for user data that is a template.
 *
 * @param values by key, such as {@code ds.meta_data.hostname}
 */
record InstanceData(Map<String, String> values) {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{-?\\s*([\\w.\\[\\]'\"-]+?)\\s*-?}}");
    private static final Pattern INDEX = Pattern.compile("\\[['\"]([^'\"\\]]*)['\"]]");

    static InstanceData of(MachineSpec machine) {
        return new InstanceData(Map.of(
                "ds.meta_data.hostname", machine.hostname(),
                "ds.meta_data.local_hostname", machine.hostname(),
                "ds.meta_data.local_ipv4", machine.address(),
                "ds.meta_data.instance_id", machine.id(),
                "v1.local_hostname", machine.hostname(),
                "v1.instance_id", machine.id()));
    }

    /**
     * Puts the known variables in. Others stay as they are, with a note: files for other template languages look the
     * same, and CABPK declares every cloud-config a template.
     */
    String render(String template, List<String> notes) {
        var unknown = new boolean[1];
        var text = VARIABLE.matcher(template).replaceAll(found -> {
            var value = values.get(INDEX.matcher(found.group(1)).replaceAll(".$1"));
            unknown[0] |= value == null;
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
        if (unknown[0] || text.contains("{%")) {
            notes.add("Template expressions that the lab's machines do not know were left as they are.");
        }
        return text;
    }
}
