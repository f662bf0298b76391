# The front door. Each target is a line or two over Maven, Go or the lab; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help

JAVA_HOME := $(shell scripts/find-jdk)
export JAVA_HOME
MVN := mvn -B -ntp

.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-zA-Z_-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Develop
.PHONY: jdk build test verify fmt dev
jdk:
	@scripts/find-jdk >/dev/null

build: jdk ## Compile, generate CRDs, RBAC and Deployment, join the bundle
	$(MVN) -DskipTests package

fmt: jdk ## Format the sources
	$(MVN) -q spotless:apply
