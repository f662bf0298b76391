package io.metalstack.lab.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * An image that was unpacked: see {@link ImageArchive#unpack}.
 *
 * @param config what the image says of itself: OCI image configuration
 * @param root its file system
 */
public record ContainerImage(JsonNode config, Path root) {

    static final String CONFIG = "config.json";
    static final String ROOT = "root";

    /** A Deployment with {@code runAsNonRoot} admits no other. */
    static final Pattern USER = Pattern.compile("([1-9]\\d*):([1-9]\\d*)");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a container runtime does: a root that is read-only, /tmp that is not, as the Deployment has it, and the user and the
     * working directory of the image. One folder of this machine is a volume, for the files that settings name.
     */
    private static final String CONTAINER = """
            set -e
            root=$1 volume=$2 user=$3 group=$4 directory=$5
            shift 5
            mkdir -p "$root/proc" "$root/dev"
            mount --rbind "$root" "$root"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs tmp "$root/tmp"
            mkdir -p "$root$volume"
            mount --rbind "$volume" "$root$volume"
            mount -o remount,bind,ro "$root"
            exec unshare --user --map-user="$user" --map-group="$group" --root="$root" --wd="$directory" -- "$@"
            """;

    /** What {@link ImageArchive#unpack} left in this folder. */
    public static ContainerImage in(Path folder) {
        try {
            var config = JSON.readTree(folder.resolve(CONFIG).toFile());
            return new ContainerImage(config, folder.resolve(ROOT));
        } catch (IOException e) {
            throw new LabException("cannot read the image in %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** The program, and the words that always come before its arguments. */
    public List<String> entrypoint() {
        return words("/config/Entrypoint");
    }

    /** Its variables, which those of a Pod go before. */
    public Map<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        for (var word : words("/config/Env")) {
            var parts = word.split("=", 2);
            variables.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return variables;
    }

    /**
     * What starts it in a container, where arguments may follow. It is one process from beginning to end, so signals reach the
     * program.
     *
     * @param volume a folder of this machine that is there under the same path, absolute
     * @param options of the program itself, behind its first word
     */
    public List<String> command(Path volume, List<String> options) {
        var user = USER.matcher(config.at("/config/User").asText());
        if (!user.matches()) {
            throw new IllegalStateException("an image that was not checked: " + root);
        }
        var directory = config.at("/config/WorkingDir").asText("");
        var words = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "--"));
        words.addAll(List.of("sh", "-c", CONTAINER, "sh", root.toString(), volume.toString()));
        words.addAll(List.of(user.group(1), user.group(2), directory.isEmpty() ? "/" : directory));
        words.add(entrypoint().getFirst());
        words.addAll(options);
        words.addAll(entrypoint().subList(1, entrypoint().size()));
        return words;
    }

    private List<String> words(String pointer) {
        return StreamSupport.stream(config.at(pointer).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
