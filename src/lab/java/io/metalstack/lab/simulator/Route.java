package io.metalstack.lab.simulator;

/** Every route that is answered, with the role it asks for and the status of its success (metal-api v1, a405f46d). */
public enum Route {
    LIST_MACHINES("GET", "/v1/machine", Access.VIEW),
    GET_MACHINE("GET", "/v1/machine/{id}", Access.VIEW),
    FIND_MACHINES("POST", "/v1/machine/find", Access.VIEW),
    ALLOCATE_MACHINE("POST", "/v1/machine/allocate", Access.EDIT),
    FREE_MACHINE("DELETE", "/v1/machine/{id}/free", Access.EDIT),
    UPDATE_MACHINE("POST", "/v1/machine", Access.ADMIN),
    DELETE_MACHINE("DELETE", "/v1/machine/{id}", Access.ADMIN),
    SET_MACHINE_STATE("POST", "/v1/machine/{id}/state", Access.EDIT),
    REINSTALL_MACHINE("POST", "/v1/machine/{id}/reinstall", Access.EDIT),
    POWER_ON("POST", "/v1/machine/{id}/power/on", Access.EDIT),
    POWER_OFF("POST", "/v1/machine/{id}/power/off", Access.EDIT),
    POWER_RESET("POST", "/v1/machine/{id}/power/reset", Access.EDIT),
    POWER_CYCLE("POST", "/v1/machine/{id}/power/cycle", Access.EDIT),
    POWER_BIOS("POST", "/v1/machine/{id}/power/bios", Access.EDIT),
    POWER_DISK("POST", "/v1/machine/{id}/power/disk", Access.EDIT),
    POWER_PXE("POST", "/v1/machine/{id}/power/pxe", Access.EDIT),
    LED_ON("POST", "/v1/machine/{id}/power/chassis-identify-led-on", Access.EDIT),
    LED_OFF("POST", "/v1/machine/{id}/power/chassis-identify-led-off", Access.EDIT),

    LIST_FIREWALLS("GET", "/v1/firewall", Access.VIEW),
    GET_FIREWALL("GET", "/v1/firewall/{id}", Access.VIEW),
    FIND_FIREWALLS("POST", "/v1/firewall/find", Access.VIEW),
    ALLOCATE_FIREWALL("POST", "/v1/firewall/allocate", Access.EDIT),

    LIST_NETWORKS("GET", "/v1/network", Access.VIEW),
    GET_NETWORK("GET", "/v1/network/{id}", Access.VIEW),
    FIND_NETWORKS("POST", "/v1/network/find", Access.VIEW),
    ALLOCATE_NETWORK("POST", "/v1/network/allocate", Access.EDIT, 201),
    FREE_NETWORK("DELETE", "/v1/network/free/{id}", Access.EDIT),
    FREE_NETWORK_DEPRECATED("POST", "/v1/network/free/{id}", Access.EDIT),
    CREATE_NETWORK("PUT", "/v1/network", Access.ADMIN, 201),
    UPDATE_NETWORK("POST", "/v1/network", Access.ADMIN),
    DELETE_NETWORK("DELETE", "/v1/network/{id}", Access.ADMIN),

    LIST_IPS("GET", "/v1/ip", Access.VIEW),
    GET_IP("GET", "/v1/ip/{id}", Access.VIEW),
    FIND_IPS("POST", "/v1/ip/find", Access.VIEW),
    ALLOCATE_IP("POST", "/v1/ip/allocate", Access.EDIT, 201),
    ALLOCATE_SPECIFIC_IP("POST", "/v1/ip/allocate/{id}", Access.EDIT, 201),
    UPDATE_IP("POST", "/v1/ip", Access.EDIT),
    FREE_IP("DELETE", "/v1/ip/free/{id}", Access.EDIT),
    FREE_IP_DEPRECATED("POST", "/v1/ip/free/{id}", Access.EDIT),

    LIST_IMAGES("GET", "/v1/image", Access.TENANT),
    GET_IMAGE("GET", "/v1/image/{id}", Access.TENANT),
    GET_LATEST_IMAGE("GET", "/v1/image/{id}/latest", Access.TENANT),
    QUERY_IMAGES("GET", "/v1/image/{id}/query", Access.TENANT),
    FIND_IMAGES("POST", "/v1/image/find", Access.TENANT),

    LIST_SIZES("GET", "/v1/size", Access.TENANT),
    GET_SIZE("GET", "/v1/size/{id}", Access.TENANT),
    LIST_SIZE_RESERVATIONS("GET", "/v1/size/reservations", Access.TENANT),
    GET_SIZE_RESERVATION("GET", "/v1/size/reservations/{id}", Access.TENANT),
    FIND_SIZE_RESERVATIONS("POST", "/v1/size/reservations/find", Access.TENANT),
    USAGE_OF_SIZE_RESERVATIONS("POST", "/v1/size/reservations/usage", Access.TENANT),
    CREATE_SIZE_RESERVATION("PUT", "/v1/size/reservations", Access.EDIT, 201),
    UPDATE_SIZE_RESERVATION("POST", "/v1/size/reservations", Access.EDIT),
    DELETE_SIZE_RESERVATION("DELETE", "/v1/size/reservations/{id}", Access.EDIT),

    LIST_PARTITIONS("GET", "/v1/partition", Access.TENANT),
    GET_PARTITION("GET", "/v1/partition/{id}", Access.TENANT),
    PARTITION_CAPACITY("POST", "/v1/partition/capacity", Access.TENANT),

    LIST_LAYOUTS("GET", "/v1/filesystemlayout", Access.VIEW),
    GET_LAYOUT("GET", "/v1/filesystemlayout/{id}", Access.VIEW),

    LIST_PROJECTS("GET", "/v1/project", Access.VIEW),
    GET_PROJECT("GET", "/v1/project/{id}", Access.VIEW),
    FIND_PROJECTS("POST", "/v1/project/find", Access.VIEW),

    GET_ME("GET", "/v1/user/me", Access.VIEW),
    GET_VERSION("GET", "/v1/version", Access.ANYONE),
    GET_HEALTH("GET", "/v1/health", Access.ANYONE);

    /** Whom a route admits. */
    public enum Access {
        /** No credentials needed. */
        ANYONE,
        /** Any user of the provider's tenant. */
        TENANT,
        VIEW,
        EDIT,
        ADMIN;

        boolean admits(Role role) {
            return compareTo(TENANT) <= 0 || role.compareTo(Role.valueOf(name())) >= 0;
        }
    }

    private final String method;
    private final String template;
    private final Access access;
    private final int success;

    Route(String method, String template, Access access) {
        this(method, template, access, 200);
    }

    Route(String method, String template, Access access, int success) {
        this.method = method;
        this.template = template;
        this.access = access;
        this.success = success;
    }

    /** The HTTP method, in capitals. */
    public String method() {
        return method;
    }

    /** The path below the base path, with {@code {id}} for the variable segment. */
    public String template() {
        return template;
    }

    /** Whom the route admits. */
    public Access access() {
        return access;
    }

    /** The HTTP status of an answer that is not a refusal. */
    public int success() {
        return success;
    }

    /** Whether a call may change something; finds are POSTs and yet change nothing. */
    public boolean changes() {
        return !(method.equals("GET")
                || template.endsWith("/find")
                || template.endsWith("/capacity")
                || template.endsWith("/usage"));
    }
}
