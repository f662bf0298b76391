package io.metalstack.capi.template;

import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalSize;
import io.metalstack.capi.runtime.ProviderConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The sizes of metal-stack, each asked for once and then slowly, however many templates name it. */
@Singleton
class Sizes {

    /** Sizes hardly ever change, and nothing but a hint depends on it. */
    static final Duration SETTLED = Duration.ofHours(1);

    private final MetalAccounts metal;
    private final Clock clock;
    private final Duration slowly;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Question, Answer> answers = new HashMap<>();

    Sizes(MetalAccounts metal, Clock clock, ProviderConfig config) {
        this.metal = metal;
        this.clock = clock;
        this.slowly = config.slowly();
    }

    /**
     * The size of this id, empty if the metal-stack of this account has none.
     *
     * @throws MetalException metal-api could not be asked, lately or just now
     */
    Optional<MetalSize> find(MetalAccount account, String id) {
        lock.lock();
        try {
            var now = clock.instant();
            answers.values().removeIf(it -> !now.isBefore(it.until));
            return answers.computeIfAbsent(new Question(account, id), it -> ask(it, now))
                    .size();
        } finally {
            lock.unlock();
        }
    }

    private Answer ask(Question question, Instant now) {
        try {
            var size = metal.api(question.account).size(question.id);
            return new Answer(now.plus(size.isPresent() ? SETTLED : slowly), size, null);
        } catch (MetalException e) {
            return new Answer(now.plus(slowly), Optional.empty(), e);
        }
    }

    private record Question(MetalAccount account, String id) {}

    private record Answer(
            Instant until,
            Optional<MetalSize> found,
            @Nullable MetalException failure) {
        Optional<MetalSize> size() {
            if (failure != null) {
                throw failure;
            }
            return found;
        }
    }
}
