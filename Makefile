# make help explains itself.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8090
SIMULATOR_PORT ?= 8091
READY := $(VENV)/.ready
DEMO := PATH="$(CURDIR)/$(BIN):$$PATH" BOT_ENV=demo VAR_DIR=./var BOT_PORT=$(PORT) PORT=$(PORT) SIMULATOR_PORT=$(SIMULATOR_PORT) \
	WECHAT_API_URL=http://127.0.0.1:$(SIMULATOR_PORT) PUBLIC_URL=http://127.0.0.1:$(PORT) \
	WECHAT_TOKEN=demo-token-zhaotong WECHAT_APP_ID=wx0123456789abcdef \
	WECHAT_APP_SECRET=demo-secret-not-for-production \
	WECHAT_ENCODING_AES_KEY=demoAESkey0demoAESkey0demoAESkey0demoAESkey

.DEFAULT_GOAL := help
.PHONY: help setup serve test test-all lint migration bench kb clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## install everything into .venv

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip setuptools wheel
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,postgres,redis]'
	@touch $(READY)

serve: $(READY) ## run the bot with the simulator on loopback (PORT, SIMULATOR_PORT)
	@$(DEMO) $(BIN)/bot db upgrade
	@echo "手机页面  http://127.0.0.1:$(SIMULATOR_PORT)/    （在这里像用微信一样聊天）"
	@echo "机器人    http://127.0.0.1:$(PORT)/readyz  （Ctrl-C 结束）"
	@$(DEMO) $(BIN)/honcho --procfile Procfile.demo start --no-prefix

test: $(READY) ## the tests that need neither browser nor second database
	$(BIN)/python -m pytest --database=sqlite -m "not browser and not kill"

test-all: $(READY) lint ## everything: browser, PostgreSQL, kills
	$(BIN)/python -m pytest --database=sqlite -m "not kill"
	$(BIN)/python -m pytest --database=sqlite -m kill
	$(BIN)/python -m pytest --database=postgres -m "not browser and not kill"

lint: $(READY) ## ruff, mypy, the knowledge
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bot kb check knowledge

migration: $(READY) ## a new step of the database: make migration m="what it does"
	$(BIN)/python -m bot.migrations "$(m)"

bench: $(READY) ## the side-by-side measurements
	$(BIN)/python -m benchmarks.webhook

kb: $(READY) ## check the knowledge
	$(BIN)/bot kb check knowledge

clean: ## remove what was installed and the demo's data
	rm -rf $(VENV) var
