package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Passes each connection to one address on to another one, byte by byte. An address is a port or a Unix socket, and a
 * Unix socket is a file: it leads from one network namespace into another, where both see the file.
 */
final class Passage implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ServerSocketChannel entrance;
    private final SocketAddress exit;

    private Passage(ServerSocketChannel entrance, SocketAddress exit) {
        this.entrance = entrance;
        this.exit = exit;
    }

    /** @throws LabException it cannot listen there; names the address */
    static Passage open(SocketAddress from, SocketAddress to) {
        try {
            var entrance = from instanceof UnixDomainSocketAddress
                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
            try {
                entrance.bind(from);
            } catch (IOException e) {
                entrance.close();
                throw e;
            }
            var passage = new Passage(entrance, to);
            Thread.ofVirtual().name("passage").start(passage::run);
            return passage;
        } catch (IOException e) {
            throw new LabException("cannot listen on %s: %s".formatted(from, e.getMessage()), e);
        }
    }

    /** Where it listens. */
    SocketAddress address() throws IOException {
        return entrance.getLocalAddress();
    }

    private void run() {
        while (entrance.isOpen()) {
            try {
                var caller = entrance.accept();
                Thread.ofVirtual().start(() -> connect(caller));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                Diary.note("cannot let somebody in: %s", e.getMessage());
                Poll.pause(PAUSE);
            }
        }
    }

    private void connect(SocketChannel caller) {
        try (caller;
                var called = SocketChannel.open(exit)) {
            var back = Thread.ofVirtual().start(() -> pass(called, caller));
            pass(caller, called);
            back.join();
        } catch (IOException e) {
            // Nobody listens there, or no longer: the caller sees its connection closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until one of the two is gone; then the other one goes as well, as half a connection is of no use here. */
    private static void pass(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(BUFFER);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    var unused = to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // One of the two is gone.
        }
    }

    /** Lets nobody in any more. */
    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new LabException("cannot stop listening: " + e.getMessage(), e);
        }
    }
}
