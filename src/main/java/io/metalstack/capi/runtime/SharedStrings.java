package io.metalstack.capi.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;

/**
 * Reads short strings that came lately as the same object again. Thousands of machines say the same of themselves: namespace,
 * partition, size, condition reasons; each of them would take its own room in the caches.
 */
final class SharedStrings extends StringDeserializer {

    private static final long serialVersionUID = 1L;

    /** A power of two. What falls on a taken place takes it, so nothing is kept that no longer comes. */
    private static final int PLACES = 1024;

    private static final int LONGEST = 128;

    /** Written without a lock: whoever misses another thread's string only keeps its own. */
    private final transient String[] lately = new String[PLACES];

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return shared(super.deserialize(parser, context));
    }

    private String shared(String read) {
        if (read == null || read.length() > LONGEST) {
            return read;
        }
        var hash = read.hashCode();
        var place = (hash ^ hash >>> 16) & PLACES - 1;
        var before = lately[place];
        if (read.equals(before)) {
            return before;
        }
        lately[place] = read;
        return read;
    }
}
