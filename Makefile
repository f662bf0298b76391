# The front door. Each target is a line or two over Maven, Go or the lab; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# Empty when there is none; targets that need it depend on `jdk`, which says so.
JAVA_HOME := $(shell scripts/find-jdk 2>/dev/null)
export JAVA_HOME
# The lab's chroot and ip are here, and an ordinary user's PATH on Debian is without.
export PATH := $(PATH):/usr/sbin:/sbin
MVN := mvn -B -ntp
# A program of the sources beside the provider: the lab, the bench, the simulator.
JAVA_BUILT = $(JAVA_HOME)/bin/java -cp target/test-classes:$$(cat target/lab.classpath)

.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-zA-Z_-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Develop
.PHONY: jdk build test test-native test-lab test-faults test-guards keep-crds verify fmt dev native image docs lint-workflows test-image
jdk:
	@scripts/find-jdk >/dev/null

build: jdk ## Compile, generate CRDs, RBAC and Deployment, join the bundle
	@scripts/quietly "Building the provider" $(MVN) -q -DskipTests package

test: jdk ## All but the matrix and the long runs of the lab: verify, unit, component and bundle tests, and one run of the smallest lab
	@scripts/lab-tools lab >/dev/null
	cd lab/tools && go vet ./portforward ./firewall ./probe && go test ./portforward ./firewall ./probe
	cd site && go vet ./check && go test ./check
	cd lab/release-tools && go vet ./images && go test ./images
	@$(MAKE) -s lint-workflows
	@scripts/quietly "Checking the format" $(MVN) -q spotless:check
	@scripts/quietly "Building and analysing" $(MVN) -q -Panalysis -DskipTests package
	@scripts/native if-possible
	@rm -rf out/image
	@scripts/image jvm >/dev/null
	@if scripts/native check 2>/dev/null; then scripts/image native >/dev/null; fi
	@scripts/manager-test >/dev/null
	@command -v chromedriver >/dev/null || echo "No Chromium with its driver on PATH: the tests of the lab's console in a browser are skipped."
	@rm -rf target/surefire-reports target/processes
	$(MVN) surefire:test -Dtest.excludedGroups=faults,end-to-end || { scripts/test-counts; exit 1; }
	@scripts/test-counts

test-native: build ## What is tested of the packaged manager, with the native binary alone, which is built first
	@scripts/lab-tools component >/dev/null
	@scripts/native
	@rm -rf target/surefire-reports target/processes
	$(MVN) surefire:test -Dtest='*NativeTest' || { scripts/test-counts; exit 1; }
	@scripts/test-counts

ARCHIVES ?=
test-image: build ## What is in the JVM's image, and that it runs; the native one as well with NATIVE=1, others with ARCHIVES=<folder>
	@scripts/lab-tools component >/dev/null
	@$(if $(ARCHIVES),,rm -rf out/image && scripts/image jvm && $(if $(filter 1,$(NATIVE)),scripts/image native,true))
	@rm -rf target/surefire-reports target/processes
	$(MVN) surefire:test -Dtest='*ImageTest' $(if $(ARCHIVES),-Dimage.archives='$(ARCHIVES)') || { scripts/test-counts; exit 1; }
	@scripts/test-counts

RUN ?=
test-lab: lab-built ## The long runs of the lab: clusterctl verb by verb, upgrade, move, a dead machine, steady state, a release; one with RUN=UpgradeTest
	@rm -rf target/surefire-reports
	$(MVN) surefire:test $(if $(RUN),-Dtest=$(RUN)) -Dtest.groups=end-to-end -Dtest.excludedGroups=none || { scripts/test-counts; exit 1; }
	@scripts/test-counts

CASE ?=
SEED ?= 1
PAIRS ?= 40
test-faults: build ## The whole matrix of faults and deaths; one of them with CASE='…', other pairs with SEED=2 PAIRS=100
	@scripts/lab-tools component >/dev/null
	@rm -rf target/faults
	$(MVN) surefire:test -Dtest=$(if $(CASE),MatrixTest,'io.metalstack.capi.faults.*Test') -Dtest.groups=faults -Dtest.excludedGroups=none -Dfaults.case='$(CASE)' -Dfaults.seed=$(SEED) -Dfaults.pairs=$(PAIRS)

GUARD ?=
test-guards: build ## Take each guard out and see a test turn red; those with a word in their name with GUARD=claim
	@scripts/lab-tools component >/dev/null
	@scripts/test-guards "$(GUARD)"

keep-crds: build ## Keep the CRDs of this version, against which each later build is compared
	@scripts/keep-crds

verify: jdk lint-workflows ## Formatter check, Error Prone, NullAway, ArchUnit, workflows, versions, documents, bundle and alerts
	@scripts/promtool >/dev/null
	@scripts/quietly "Checking the format" $(MVN) -q spotless:check
	@scripts/quietly "Building and analysing" $(MVN) -q -Panalysis -DskipTests package
	@scripts/quietly "Holding arrows, documents and bundle against the build" \
		$(MVN) -q surefire:test -Dtest='ArrowsTest,DocsTest,NavigationTest,PagesTest,MakeCommandsTest,TroubleshootingTest,VersionsTest,QuickStartTest,BundleTest,FieldReferenceTest,KeptCrdsTest,AlertsTest'

lint-workflows: ## Check the workflows of continuous integration and of releases
	@cd lab/release-tools && GOFLAGS=-mod=readonly GOTOOLCHAIN=local GOWORK=off go tool actionlint ../../.github/workflows/*.yaml

fmt: jdk ## Format the sources
	$(MVN) -q spotless:apply

dev: jdk ## Run the provider against the cluster of your kubeconfig, reloading on change
	$(MVN) quarkus:dev -Dcapms.leader-election=false

native: jdk ## Build the native binary: GRAALVM_HOME, or native-image on PATH
	@scripts/native

image: build ## Assemble an OCI archive of the JVM's program, without a container engine; of the native one with NATIVE=1, or both
	@$(if $(filter 1 both,$(NATIVE)),scripts/image native)
	@$(if $(filter 1,$(NATIVE)),,scripts/image jvm)

docs: ## Build the documents as a site, out/docs, and follow each of its links
	@scripts/docs

##@ Release
VERSION ?=
# A registry and a name here; the lab's is a file.
IMAGE ?=
ONLY ?=

.PHONY: release reproducible
release: jdk ## Make the files of a release, out/release, and its images: VERSION=v0.1.0 NATIVE=1 IMAGE=<registry/name>
	@NATIVE='$(NATIVE)' IMAGE='$(IMAGE)' ARCHIVES='$(ARCHIVES)' ONLY='$(ONLY)' scripts/release '$(VERSION)'

reproducible: jdk ## Make a release twice, in clones at different places, and compare all bytes
	@scripts/reproducible

##@ Use
CLUSTER_NAME ?= demo
FLAVOR ?=

.PHONY: manager-test cluster simulator
manager-test: build ## Lay the bundle out as a local clusterctl repository, out/test
	@scripts/manager-test

cluster: ## Write out/cluster.yaml from the template: CLUSTER_NAME=demo, FLAVOR and variables as in docs/clusters.md
	@CLUSTER_NAME=$(CLUSTER_NAME) FLAVOR=$(FLAVOR) scripts/cluster

simulator: build ## Run the simulator of metal-api alone: PORT=8080 INVENTORY=file.yaml
	@$(JAVA_BUILT) io.metalstack.lab.simulator.SimulatorMain \
		--port $(or $(PORT),8080) $(if $(INVENTORY),--inventory $(INVENTORY))

##@ Lab
CONTROL_PLANES ?= 1
WORKERS ?= 2
PROVIDER ?= metalstack
NATIVE ?= 0
SCENARIO ?= life
MANAGEMENT_CLUSTERS ?= 1
RELEASE ?=
LAB := io.metalstack.lab.management.Lab
LAB_OPTIONS = --control-planes=$(CONTROL_PLANES) --workers=$(WORKERS) --provider=$(PROVIDER) --native=$(NATIVE) --scenario=$(SCENARIO) --management-clusters=$(MANAGEMENT_CLUSTERS) \
	$(if $(RELEASE),--bundle='$(RELEASE)') $(if $(IMAGE),--image='$(IMAGE)')
LAB_BUILT = $(JAVA_BUILT) $(LAB)
# The running lab's own copy, which a `make clean` in between does not touch.
LAB_RUNNING = $(JAVA_HOME)/bin/java -cp out/lab/app/classes:$$(cat out/lab/app/classpath) $(LAB)

.PHONY: lab lab-down lab-demo lab-status lab-possible lab-built lab-recording
lab-possible: jdk
	@scripts/lab-tools check

lab-built: lab-possible build
	@scripts/manager-test >/dev/null
	@$(if $(filter 1,$(NATIVE)),$(if $(IMAGE),,scripts/native))

lab: lab-built ## Cluster API and a cluster on simulated metal: CONTROL_PLANES=1 WORKERS=2 PROVIDER=none NATIVE=1 MANAGEMENT_CLUSTERS=2 IMAGE=<archive> RELEASE=<folder>
	@$(LAB_BUILT) up $(LAB_OPTIONS)

lab-down: jdk ## End the lab and all that runs in it
	@if [ -f out/lab/app/classpath ]; then $(LAB_RUNNING) down; else echo "No lab is running."; fi

lab-status: jdk ## Say whether the lab is running, and what to try
	@if [ -f out/lab/app/classpath ]; then $(LAB_RUNNING) status; else echo "No lab is running."; fi

lab-demo: lab-built ## Create, scale, upgrade and delete a cluster, then end the lab: SCENARIO=life|faults|firewall|move|switch|smallest
	@$(LAB_BUILT) demo $(LAB_OPTIONS)

lab-recording: lab-built ## Bring a lab up and keep what it prints: docs/lab.cast, and docs/lab.svg drawn from it
	@env -u MAKEFLAGS -u MAKELEVEL $(JAVA_BUILT) \
		io.metalstack.lab.recording.Recorder docs/lab make lab

##@ Measure
P ?=
CRDS ?= target/kubernetes
COMPARE ?=
JVM_OPTIONS ?=
BENCH ?=
# Newer JDKs warn of what Netty does, older ones do not know the option.
QUIET_JVM = $(shell $(JAVA_HOME)/bin/java --sun-misc-unsafe-memory-access=allow -version 2>/dev/null && echo --sun-misc-unsafe-memory-access=allow)
BENCH_BUILT = $(JAVA_HOME)/bin/java -Xmx2g $(QUIET_JVM) -Djava.awt.headless=true -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
	-cp target/test-classes:$$(cat target/lab.classpath) io.metalstack.lab.bench
# PROVIDER is the lab's, too, which has a default for it.
BENCH_PROVIDER = $(if $(filter file,$(origin PROVIDER)),,$(subst ','\'',$(PROVIDER)))

.PHONY: bench bench-docs
bench: build ## Measure the provider, P1 to P9, with a table and out/bench/*.json: P=P1,P3 NATIVE=1|both PROVIDER=<command> CRDS=<path> COMPARE=<report>
	@$(if $(filter 1 both,$(NATIVE)),scripts/native >/dev/null)
	@$(BENCH_BUILT).Bench --figures='$(P)' --native='$(NATIVE)' --provider='$(BENCH_PROVIDER)' --crds='$(CRDS)' --compare='$(COMPARE)' --jvm-options='$(JVM_OPTIONS)' $(BENCH)

bench-docs: build ## Write the reports in docs/performance into docs/performance.md, and its plots
	@$(BENCH_BUILT).PerformancePage
