package io.metalstack.lab.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What exists to choose from: images, sizes, partitions, layouts, projects; and who asks, whom, and how it is. */
final class CatalogRoutes {
    private static final Filters<Catalog.Image> IMAGES = new Filters<Catalog.Image>()
            .text("id", Catalog.Image::id)
            .text("name", Catalog.Image::name)
            .texts("features", Catalog.Image::features)
            .text("os", i -> Images.Id.parse(i.id()).map(Images.Id::os).orElse(""))
            .text("version", i -> i.id().substring(i.id().lastIndexOf('-') + 1))
            .text("classification", Catalog.Image::classification);
    private static final Filters<Catalog.Project> PROJECTS = new Filters<Catalog.Project>()
            .text("id", p -> p.meta().id())
            .text("name", Catalog.Project::name)
            .text("description", Catalog.Project::description)
            .text("tenant_id", Catalog.Project::tenantId);

    private final Inventory inventory;
    private final Render render;

    CatalogRoutes(Inventory inventory) {
        this.inventory = inventory;
        this.render = new Render(inventory);
    }

    void register(Map<Route, HttpFront.Handler> handlers) {
        handlers.put(Route.LIST_IMAGES, this::listImages);
        handlers.put(Route.GET_IMAGE, r -> Inventory.found(inventory.images, "image", r.id()));
        handlers.put(Route.GET_LATEST_IMAGE, this::latestImage);
        handlers.put(Route.QUERY_IMAGES, this::queryImages);
        handlers.put(
                Route.FIND_IMAGES,
                r -> all(inventory.images.values().stream()
                        .filter(IMAGES.read(Json.tree(r.body())))
                        .toList()));
        handlers.put(Route.LIST_SIZES, r -> all(inventory.sizes.values()));
        handlers.put(Route.GET_SIZE, r -> Inventory.found(inventory.sizes, "size", r.id()));
        handlers.put(Route.LIST_PARTITIONS, r -> all(inventory.partitions.values()));
        handlers.put(Route.GET_PARTITION, r -> Inventory.found(inventory.partitions, "partition", r.id()));
        handlers.put(Route.LIST_LAYOUTS, r -> all(inventory.layouts.values()));
        handlers.put(Route.GET_LAYOUT, r -> Inventory.found(inventory.layouts, "filesystemlayout", r.id()));
        handlers.put(Route.LIST_PROJECTS, r -> Render.nullIfEmpty(all(inventory.projects.values())));
        handlers.put(Route.GET_PROJECT, r -> render.projectWithUsage(inventory.project(r.id())));
        handlers.put(
                Route.FIND_PROJECTS,
                r -> Render.nullIfEmpty(all(inventory.projects.values().stream()
                        .filter(PROJECTS.read(Json.tree(r.body())))
                        .toList())));
        handlers.put(Route.GET_ME, CatalogRoutes::me);
        handlers.put(Route.GET_VERSION, r -> version());
        handlers.put(Route.GET_HEALTH, r -> health());
    }

    private <T> List<T> all(Collection<T> things) {
        return inventory.shuffled(things);
    }

    private List<Catalog.Image> listImages(Request request) {
        if (!"true".equals(request.query().get("show-usage"))) {
            return all(inventory.images.values());
        }
        return all(inventory.images.values().stream().map(this::withUsage).toList());
    }

    private Catalog.Image withUsage(Catalog.Image i) {
        var users = new TreeSet<String>();
        for (var machine : inventory.machines.values()) {
            if (machine.allocation != null && machine.allocation.imageId.equals(i.id())) {
                users.add(machine.id);
            }
        }
        return new Catalog.Image(
                i.id(),
                i.name(),
                i.description(),
                i.url(),
                i.features(),
                i.expirationDate(),
                i.classification(),
                new ArrayList<>(users),
                i.created(),
                i.changed());
    }

    private Catalog.Image latestImage(Request request) {
        return Images.newest(inventory.images.values(), request.id())
                .orElseThrow(() -> ApiError.notFound("no image for id:" + request.id() + " found"));
    }

    private List<Catalog.Image> queryImages(Request request) {
        return Images.Id.parse(request.id())
                .map(id -> all(Images.matching(inventory.images.values(), id)))
                .orElseThrow(() -> ApiError.notFound("no image for id:" + request.id() + " found"));
    }

    private static Answers.Me me(Request request) {
        var role = request.role() == null ? Role.VIEW : request.role();
        var name = role.email().substring(0, role.email().indexOf('@'));
        return new Answers.Me(role.email(), name, role.groups(), "metal-stack", "", "");
    }

    private static Map<String, Object> version() {
        var version = new TreeMap<String, Object>();
        version.put("name", "metal-api");
        version.put("version", "v0.45.0");
        version.put("builddate", Instant.parse("2026-06-23T00:00:00Z").toString());
        version.put("revision", "simulator");
        version.put("gitsha1", "a405f46d");
        version.put("min_client_version", "v0.40.0");
        version.put("release_version", "v0.22.19");
        return version;
    }

    private static Map<String, Object> health() {
        var healthy = Map.of("status", "healthy", "message", "");
        return Map.of(
                "status",
                "healthy",
                "message",
                "",
                "services",
                Map.of("rethinkdb", healthy, "ipam", healthy, "masterdata-api", healthy));
    }
}
