package io.metalstack.lab.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The machine's file system, which this process looks at from outside: paths are those that a process on the machine
 * sees, and symbolic links never lead out of it.
 *
 * @param directory where it lies
 */
record MachineRoot(Path directory) {

    /** Programs of the image; what stands in for a service comes before the tools, these before the host's programs. */
    static final String TOOLS = "/opt/lab/bin";

    static final String STAND_INS = "/opt/lab/stand-ins";
    private static final String PATH =
            STAND_INS + ":" + TOOLS + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final int MOST_LINKS = 40;

    /** The file that {@code path} names on the machine; its last parts may not exist yet. */
    Path resolve(String path) throws IOException {
        var left = new ArrayDeque<String>();
        push(left, path);
        var here = directory;
        var links = 0;
        while (!left.isEmpty()) {
            var part = left.pop();
            if (part.equals("..")) {
                here = here.equals(directory) ? here : Objects.requireNonNull(here.getParent());
                continue;
            }
            var next = here.resolve(part);
            if (!Files.isSymbolicLink(next)) {
                here = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(path);
            }
            var target = Files.readSymbolicLink(next).toString();
            here = target.startsWith("/") ? directory : here;
            push(left, target);
        }
        return here;
    }

    private static void push(ArrayDeque<String> left, String path) {
        var parts = path.split("/", -1);
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                left.push(parts[i]);
            }
        }
    }

    boolean exists(String path) throws IOException {
        return Files.exists(resolve(path));
    }

    byte[] read(String path) throws IOException {
        return Files.readAllBytes(resolve(path));
    }

    String readText(String path) throws IOException {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    /**
     * Writes a file and the directories it needs.
     *
     * @param mode permissions such as {@code 0640}; nobody else can read the file before it has them
     */
    void write(String path, byte[] content, int mode, boolean append) throws IOException {
        var file = resolve(path);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Files.setPosixFilePermissions(file, permissions(0600)); // 0444 would keep out an ordinary user's lab
        Files.write(file, content, append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
        Files.setPosixFilePermissions(file, permissions(mode));
    }

    void write(String path, String content, int mode) throws IOException {
        write(path, content.getBytes(StandardCharsets.UTF_8), mode, false);
    }

    /** The nine permission bits; set-user-id and its like have no meaning for Java and are left out. */
    static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        var all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(all[bit]);
            }
        }
        return permissions;
    }

    /** A command on the machine, with the environment that its services have. */
    ProcessBuilder command(List<String> command) {
        var line = new ArrayList<>(List.of("chroot", directory.toString()));
        line.addAll(command);
        var builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().put("HOME", "/root");
        builder.environment().put("LANG", "C.UTF-8");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder;
    }
}
