package io.metalstack.capi.faults;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Makes the provider's classes anew, each once and by its constructor: what injection does in the application. */
final class Graph {

    private final Map<Class<?>, Object> made = new HashMap<>();

    /** What is not made here. */
    <T> Graph with(Class<T> type, T instance) {
        made.put(type, instance);
        return this;
    }

    <T> T get(Class<T> type) {
        var known = made.get(type);
        if (known == null) {
            known = make(type);
            made.put(type, known);
        }
        return type.cast(known);
    }

    /** By the longest constructor: Quarkus adds an empty one to beans that it makes proxies of. */
    private Object make(Class<?> type) {
        var constructor = Arrays.stream(type.getDeclaredConstructors())
                .max(Comparator.comparingInt(Constructor::getParameterCount))
                .orElseThrow(() -> new IllegalStateException("cannot be made: " + type.getName()));
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(this::get)
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot be made: " + type.getName(), e);
        }
    }
}
