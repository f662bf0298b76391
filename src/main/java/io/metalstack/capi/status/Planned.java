package io.metalstack.capi.status;

/**
 * What would be done to an object that is only looked at.
 *
 * @param reason UpperCamel, stable
 * @param sentence for a condition and an Event
 */
public record Planned(String reason, String sentence) {

    /** Nothing would be done now. */
    public static Planned nothing(String why) {
        return new Planned("NothingToDo", "nothing to do: " + why);
    }

    /** Something else has to happen first, or a person has to look. */
    public static Planned waiting(String why) {
        return new Planned("WouldWait", "would wait: " + why);
    }

    /** The object would get, or get back, what marks it as managed by this provider. */
    public static Planned takingOn(String what) {
        return new Planned("WouldTakeOn", "would " + what);
    }

    /** Something would be allocated. */
    public static Planned allocating(String what) {
        return new Planned("WouldAllocate", "would allocate " + what);
    }

    /** Something that is there would be written down as the object's. */
    public static Planned adopting(String what) {
        return new Planned("WouldAdopt", "would " + what);
    }

    /** Something would be freed or deleted. */
    public static Planned freeing(String what) {
        return new Planned("WouldFree", "would " + what);
    }

    /** The object would lose its finalizer. */
    public static Planned lettingGo(String what) {
        return new Planned("WouldLetGo", "would take the finalizer off" + (what.isEmpty() ? "" : ": " + what));
    }
}
