"use strict";

const body = document.body;
const feed = document.getElementById("feed");
const bar = document.getElementById("bar");
const state = document.getElementById("state");
const problem = document.getElementById("problem");
const twice = document.getElementById("twice");
const personActs = `/phone/${body.dataset.openid}/`;

function toBottom() {
  feed.scrollTop = feed.scrollHeight;
}

function complain(words) {
  problem.textContent = words;
  problem.hidden = !words;
}

async function post(action, fields) {
  if (twice.checked && action.includes(personActs)) fields.set("twice", "on");
  try {
    const response = await fetch(action, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
    });
    const answer = await response.json();
    complain(response.ok ? "" : answer.problem);
    return response.ok;
  } catch {
    complain("模拟器没有应答，是不是已经停了？");
    return false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("quiet" in form.dataset)) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  if (!("keep" in form.dataset)) form.reset();
  document.querySelectorAll("details[open]").forEach((each) => (each.open = false));
  toBottom();
  post(form.action, fields);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link) return;
  const fields = new FormData();
  fields.set("url", link.dataset.view);
  fields.set("name", link.textContent);
  post(`${personActs}view`, fields);
});

document.addEventListener("keydown", (event) => {
  const sending = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (event.target.name !== "text" || !sending) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("change", (event) => {
  if (!("places" in event.target.dataset)) return;
  const { value, selectedOptions } = event.target;
  const { lat, lng } = selectedOptions[0].dataset;
  Object.assign(event.target.form.elements.label, { value });
  Object.assign(event.target.form.elements.lat, { value: lat });
  Object.assign(event.target.form.elements.lng, { value: lng });
});

function show(news) {
  if (String(news.following) !== body.dataset.following) {
    location.reload();
    return;
  }
  const atBottom = feed.scrollHeight - feed.scrollTop - feed.clientHeight < 120;
  feed.innerHTML = news.feed;
  state.textContent = news.state;
  if (bar && bar.dataset.shown !== news.bar) {
    bar.innerHTML = news.bar;
    bar.dataset.shown = news.bar;
  }
  if (atBottom) toBottom();
}

async function listen() {
  let version = body.dataset.version;
  for (;;) {
    try {
      const response = await fetch(`/feed/${body.dataset.openid}?version=${version}`);
      if (response.status === 404) {
        location.href = "/";
        return;
      }
      if (!response.ok) throw new Error(String(response.status));
      const news = await response.json();
      if (String(news.version) !== String(version)) show(news);
      version = news.version;
    } catch {
      await new Promise((wait) => setTimeout(wait, 2000));
    }
  }
}

document.querySelector(".people [aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
feed.addEventListener("load", toBottom, true);
toBottom();
listen();
