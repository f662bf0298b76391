// Shows what /control/events tells. Texts from outside (hostnames, tags, messages) only ever become text nodes.

const SILENCE = 30_000; // milliseconds; the simulator says that it is alive every 10 seconds
const AGAIN = 2_000; // until the next try, where the browser makes none by itself
const CALLS_SHOWN = 200;

const CHANGES = {
  MACHINE_ALLOCATED: "machine allocated",
  MACHINE_FREED: "machine freed",
  MACHINE_FREED_AGAIN: "machine freed once more",
  MACHINE_CHANGED: "machine changed",
  NETWORK_CREATED: "network made",
  NETWORK_CHANGED: "network changed",
  NETWORK_FREED: "network freed",
  IP_ALLOCATED: "address allocated",
  IP_CHANGED: "address changed",
  IP_FREED: "address freed",
};

const IMPLIED_BY = { IP_ALLOCATED: "MACHINE_ALLOCATED", IP_FREED: "MACHINE_FREED" };

const NETWORKS = {
  child: "node network",
  "child-shared": "shared node network",
  super: "super network",
  external: "external network",
  underlay: "underlay",
};

const byId = (id) => document.getElementById(id);

/** An element with these children: elements, or texts, which stay texts. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function cell(label, ...children) {
  const td = make("td", "", ...children);
  td.dataset.label = label;
  td.classList.toggle("blank", td.childNodes.length === 0);
  return td;
}

function pill(tone, text) {
  return make("span", `pill ${tone}`, text);
}

/**
 * Makes the children of a parent those of these items, in this order. An element stays as long as its item is there, and
 * is filled anew only when the item has changed, so that focus and selection survive.
 */
function show(parent, items, keyOf, create, fill) {
  const present = new Map([...parent.children].filter((it) => it.dataset.key).map((it) => [it.dataset.key, it]));
  let before = parent.querySelector(":scope > [data-key]");
  for (const item of items) {
    const key = keyOf(item);
    let element = present.get(key);
    present.delete(key);
    if (!element) {
      element = create(item);
      element.dataset.key = key;
    }
    const content = JSON.stringify(item);
    if (element.shown !== content) {
      element.classList.toggle("fresh", element.shown !== undefined);
      element.shown = content;
      fill(element, item);
    }
    if (element === before) {
      before = element.nextElementSibling;
    } else {
      parent.insertBefore(element, before);
    }
  }
  present.forEach((element) => element.remove());
}

// A row that changes again is shown as fresh again.
document.addEventListener("animationend", (event) => event.target.closest(".fresh")?.classList.remove("fresh"));

/** Shows either a list or the sentence that says that there is nothing in it. */
function showEmpty(what, empty, list, sentence) {
  const paragraph = document.querySelector(`[data-empty="${what}"]`);
  paragraph.hidden = !empty;
  if (sentence) {
    setText(paragraph, sentence);
  }
  if (list) {
    list.hidden = empty;
  }
}

const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const shortId = (id) => `…${id.slice(-8)}`;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

// Machines

/** How a machine does, in a word and in a colour. */
function health(machine) {
  if (!machine.powered) {
    return ["bad", "no power"];
  }
  if (machine.crashloop) {
    return ["bad", "crash loop"];
  }
  if (machine.liveliness !== "Alive") {
    return ["bad", `${machine.event || "no event"}, liveliness ${machine.liveliness || "not known"}`];
  }
  if (machine.held) {
    return [machine.event === "Phoned Home" ? "good" : "busy", machine.event];
  }
  return machine.allocatable ? ["idle", "free"] : ["busy", machine.event];
}

function status(machine) {
  const [tone, words] = health(machine);
  const element = make("span", "", words);
  element.dataset.tone = tone;
  return element;
}

function role(held) {
  if (held.role === "firewall") {
    return "firewall";
  }
  return held.owner.controlplane ? "control plane" : "worker";
}

function owner(machine) {
  const held = machine.held;
  if (!held) {
    return [];
  }
  if (!held.owner.cluster) {
    return [make("span", "", `${held.role} of no cluster`), make("span", "muted small", `project ${held.project}`)];
  }
  const object = held.owner.object && held.owner.object !== held.hostname ? `, ${held.owner.object}` : "";
  return [make("span", "", held.owner.cluster), make("span", "muted small", role(held) + object)];
}

function fillMachine(row, machine) {
  const held = machine.held;
  const id = make("small", "mono muted", shortId(machine.id));
  id.title = machine.id;
  const states = make("span", "words", status(machine));
  if (machine.state) {
    states.append(pill("busy", machine.state.toLowerCase()));
  }
  const addresses = held?.addresses.map((it) => make("span", "mono", it)) ?? [];
  row.replaceChildren(
    held
      ? cell("Machine", make("span", "name", held.hostname), id)
      : cell("Machine", make("span", "words", id, make("span", "muted small", machine.size))),
    cell("State", states, held ? make("span", "muted small", held.image) : null),
    cell("Owner", ...owner(machine)),
    cell("Addresses", addresses.length ? make("span", "words", ...addresses) : null),
  );
}

function showMachines(machines) {
  const racks = Map.groupBy(machines, (it) => `${it.partition} ${it.rack}`);
  const table = byId("machine-table");
  const groups = [...racks].map(([key, members]) => ({ key, members }));
  show(table, groups, (it) => it.key, newRack, fillRack);
  const held = machines.filter((it) => it.held).length;
  setText(byId("machine-count"), machines.length ? `${held} of ${machines.length} allocated` : "");
  showEmpty("machines", machines.length === 0, table);
}

function newRack() {
  const heading = make("th", "rack", make("span"), make("small", "muted"));
  heading.colSpan = 4;
  heading.scope = "rowgroup";
  return make("tbody", "", make("tr", "", heading));
}

function fillRack(body, { members }) {
  const { partition, rack } = members[0];
  const [name, free] = body.querySelector("th").children;
  setText(name, rack ? `${rack} in ${partition}` : partition);
  setText(free, `${members.filter((it) => it.allocatable).length} free`);
  show(body, members, (it) => it.id, () => make("tr"), fillMachine);
}

// Clusters

function chip(machine) {
  const [tone, words] = health(machine);
  const element = make("span", "chip", machine.held.hostname, tone === "good" ? null : make("small", "", words));
  element.dataset.tone = tone;
  return element;
}

function fillCluster(element, { cluster, machines, networks }) {
  const list = make("dl");
  const line = (term, children) => {
    if (children.length > 0) {
      list.append(make("dt", "", term), make("dd", "", ...children));
    }
  };
  const chips = (ids) => machines.filter((it) => ids.includes(it.id)).map(chip);
  line("Control plane", chips(cluster.controlplane));
  line("Workers", chips(cluster.workers));
  line(cluster.firewalls.length > 1 ? "Firewalls" : "Firewall", chips(cluster.firewalls));
  line("Endpoint", cluster.endpoints.map((it) => make("span", "mono", it)));
  line("Node network", networks.flatMap((it) => it.prefixes).map((it) => make("span", "mono", it)));
  const uid = cluster.uid ? make("small", "mono", cluster.uid) : null;
  element.replaceChildren(make("h3", "", cluster.name, uid), list);
}

function showClusters(state) {
  const items = state.clusters.map((cluster) => {
    const ids = [...cluster.controlplane, ...cluster.workers, ...cluster.firewalls];
    return {
      cluster,
      machines: state.machines.filter((it) => ids.includes(it.id)),
      networks: state.networks.filter((it) => cluster.networks.includes(it.id)),
    };
  });
  show(byId("cluster-list"), items, (it) => `${it.cluster.name} ${it.cluster.uid}`, () => make("article", "cluster"), fillCluster);
  const held = state.machines.some((it) => it.held);
  const sentence = held ? "No machine carries the tags of a cluster." : "No machine is allocated yet.";
  showEmpty("clusters", items.length === 0, null, sentence);
}

// Networks and addresses

function fillNetwork(row, network) {
  const use = [plural(network.addresses, "address", "addresses")];
  if (network.children) {
    use.push(plural(network.children, "network", "networks"));
  }
  const place = [NETWORKS[network.type] ?? network.type, network.partition].filter((it) => it).join(" in ");
  row.replaceChildren(
    cell("Network", make("span", "name", network.name || network.id), make("span", "muted small", place)),
    cell("Prefixes", ...network.prefixes.map((it) => make("span", "mono", it))),
    cell("In use", ...use.map((it) => make("span", "number", it))),
    cell("Owner", ...(network.owner.cluster ? [make("span", "", network.owner.cluster)] : [])),
  );
}

function user(address) {
  if (address.hosts.length > 0) {
    return address.hosts.map((it) => make("span", "", it));
  }
  if (!address.owner.cluster) {
    return [make("span", "muted", address.name || `project ${address.project}`)];
  }
  const { cluster, object, controlplane } = address.owner;
  const purpose = controlplane ? "control plane" : object && `Service ${object}`;
  return [make("span", "", purpose ? `${purpose} of ${cluster}` : cluster)];
}

function fillAddress(row, address) {
  row.replaceChildren(
    cell("Address", make("span", "mono", address.address)),
    cell("Network", make("span", "words", make("span", "", address.network), make("span", "muted small", address.type))),
    cell("Used by", ...user(address)),
  );
}

function showNetworks(state) {
  const table = byId("network-table");
  show(table.tBodies[0], state.networks, (it) => it.id, () => make("tr"), fillNetwork);
  showEmpty("networks", state.networks.length === 0, table);

  const hostOf = (id) => state.machines.find((it) => it.id === id)?.held?.hostname ?? `machine ${shortId(id)}`;
  const nameOf = (id) => state.networks.find((it) => it.id === id)?.name || id;
  const addresses = state.addresses.map((it) => ({ ...it, hosts: it.machines.map(hostOf), network: nameOf(it.network) }));
  const list = byId("address-table");
  show(list.tBodies[0], addresses, (it) => it.address, () => make("tr"), fillAddress);
  showEmpty("addresses", addresses.length === 0, list);
}

// Faults

/** Gives an order to the control, and tells in one sentence if it is refused. */
async function order(method, path, body) {
  const refusal = byId("refusal");
  try {
    const answer = await fetch(`../${path}`, { method, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
    if (answer.ok) {
      refusal.hidden = true;
      return;
    }
    const error = await answer.json();
    refusal.textContent = `Refused: ${error.message}.`;
  } catch {
    refusal.textContent = "The simulator does not answer, so nothing was switched.";
  }
  refusal.hidden = false;
}

function newSwitch({ id, title, explanation }) {
  const words = make("span", "", explanation);
  words.id = `explanation-${id}`;
  const struck = make("span");
  struck.id = `struck-${id}`;
  const button = make("button", "switch", make("i"), make("b", "", title), words, struck);
  button.type = "button";
  button.setAttribute("aria-label", title);
  button.setAttribute("aria-describedby", `${words.id} ${struck.id}`);
  button.addEventListener("click", () => order("POST", `switches/${id}`, { on: button.ariaPressed !== "true" }));
  return make("li", "", button);
}

function fillSwitch(item, { id, on, struck }) {
  item.firstChild.ariaPressed = String(on);
  setText(item.querySelector(`#struck-${id}`), struck ? `Struck ${plural(struck, "call", "calls")}.` : "");
}

function newOther({ number }) {
  const button = make("button", "plain", "Take away");
  button.type = "button";
  button.setAttribute("aria-label", `Take fault ${number} away`);
  button.addEventListener("click", () => order("DELETE", `faults/${number}`));
  return make("li", "", make("span"), button);
}

function fillOther(item, { number, what, struck, spent }) {
  const so = `${spent ? "spent, " : ""}struck ${plural(struck, "call", "calls")}`;
  setText(item.firstChild, `Fault ${number} ${what}: ${so}.`);
}

function showFaults(state) {
  show(byId("switch-list"), state.switches, (it) => it.id, newSwitch, fillSwitch);
  show(byId("other-list"), state.faults, (it) => String(it.number), newOther, fillOther);
  byId("others").hidden = state.faults.length === 0;
}

// Calls

function duration(millis) {
  return millis < 1000 ? `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

const succeeded = (call) => call.status > 0 && call.status < 300;

function outcome(call) {
  const tone = succeeded(call) ? (call.fault ? "busy" : "good") : "bad";
  const changes = [...new Set(call.changes)]
    .filter((it) => !call.changes.includes(IMPLIED_BY[it]))
    .map((it) => CHANGES[it] ?? it)
    .join(", ");
  const more = [call.message, call.fault && `A fault ${call.fault}.`].filter((it) => it);
  return [
    make("span", "words", pill(tone, call.status || "no answer"), changes && make("span", "", changes)),
    ...more.map((it) => make("span", "muted small", it)),
  ];
}

/** Method and path, of ids in it only the end, which tells them apart; and the role, unless it is the usual one. */
function asked(call) {
  const path = make("span", "mono", `${call.method} ${call.path.replace(UUID, shortId)}`);
  path.title = call.path;
  const role = call.role ? call.role.toLowerCase() : "no valid credentials";
  return make("span", "words", path, role === "edit" ? null : make("span", "muted small", role));
}

function callRow(call) {
  const at = new Date(call.at);
  const time = make("time", "number muted", at.toLocaleTimeString("en-GB"));
  time.dateTime = call.at;
  const quiet = call.changes.length === 0 && succeeded(call) && !call.fault;
  return make(
    "tr",
    quiet ? "quiet" : "",
    cell("Time", time),
    cell("Call", asked(call)),
    cell("Took", make("span", "number", duration(call.millis))),
    cell("Outcome", ...outcome(call)),
  );
}

function missedRow(missed) {
  const td = cell("", make("span", "muted", `${plural(missed, "call is", "calls are")} left out here: they came too fast.`));
  td.colSpan = 4;
  return make("tr", "", td);
}

let lastCall = 0;

function showCalls({ calls, missed }) {
  const body = byId("call-table").tBodies[0];
  if (missed) {
    body.prepend(missedRow(missed));
  }
  // A stream that was opened anew, and not continued, begins with calls that are here already.
  calls.filter((it) => it.number > lastCall).forEach((it) => body.prepend(callRow(it)));
  while (body.rows.length > CALLS_SHOWN) {
    body.lastElementChild.remove();
  }
  lastCall = calls.at(-1).number;
  setText(byId("call-count"), `${lastCall} so far`);
  showEmpty("calls", false, byId("call-table"));
}

function forgetCalls() {
  lastCall = 0;
  byId("call-table").tBodies[0].replaceChildren();
  setText(byId("call-count"), "");
  showEmpty("calls", true, byId("call-table"));
}

byId("only-changes").addEventListener("change", (event) => {
  byId("call-table").classList.toggle("only-changes", event.target.checked);
});

// The stream

let shown = null;

/** For who does not see the page: which machines changed hands, in a sentence. */
function tellNews(before, now) {
  const names = (state) => new Map(state.machines.filter((it) => it.held).map((it) => [it.id, it.held.hostname]));
  const [old, fresh] = [names(before), names(now)];
  const news = [
    ...[...fresh].filter(([id]) => !old.has(id)).map(([, name]) => `${name} was allocated`),
    ...[...old].filter(([id]) => !fresh.has(id)).map(([, name]) => `${name} was freed`),
  ];
  if (news.length > 0) {
    byId("news").textContent = `${news.slice(0, 3).join(", ")}${news.length > 3 ? `, and ${news.length - 3} more` : ""}.`;
  }
}

function showState(state) {
  if (shown && shown.run !== state.run) {
    forgetCalls();
  } else if (shown) {
    tellNews(shown, state);
  }
  shown = state;
  showClusters(state);
  showMachines(state.machines);
  showNetworks(state);
  showFaults(state);
}

function setConnected(connected) {
  const connection = byId("connection");
  connection.dataset.tone = connected ? "good" : "bad";
  setText(connection, connected ? "live" : "not connected");
  const banner = byId("lost");
  if (banner.hidden !== connected) {
    banner.hidden = connected;
    const since = new Date().toLocaleTimeString("en-GB");
    banner.textContent = connected ? "" : `The simulator has not answered since ${since}. What you see is from then; the page goes on as soon as it answers.`;
  }
}

function connect() {
  const source = new EventSource("../events");
  let silence;
  const again = () => {
    clearTimeout(silence);
    source.close();
    setConnected(false);
    setTimeout(connect, AGAIN);
  };
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(again, SILENCE);
    setConnected(true);
  };
  const on = (type, work) => {
    source.addEventListener(type, (event) => {
      heard();
      work(JSON.parse(event.data));
    });
  };
  on("state", showState);
  on("calls", showCalls);
  on("alive", () => {});
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      again();
    } else {
      setConnected(false);
    }
  });
}

connect();
