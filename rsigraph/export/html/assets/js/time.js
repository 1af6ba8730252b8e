// Time: a slider over the years with a play button, and a chart of loops closed in each year.

const PLAY_MS = 700;
let playing = null;

const atEnd = () => YEARS.length; // the last step stands for all, whatever its date
// A date outside the years of the data is at the first or at the last of them.
const stepOf = (date) => (date ? Math.min(YEARS.length - 1, Math.max(0, yearOf(date) - YEARS[0])) : atEnd());

function startTime() {
  const slider = $("year");
  if (YEARS.length < 2) {
    $("time").hidden = true;
    return;
  }
  slider.max = String(atEnd());
  $("time").style.setProperty("--columns", String(YEARS.length + 1));
  slider.addEventListener("input", () => goTo(Number(slider.value), "sliding"));
  slider.addEventListener("change", () => { movement = null; });
  $("play").addEventListener("click", () => (playing ? stopPlaying() : startPlaying()));
  fill($("year-marks"), YEARS.filter((year) => year % 5 === 0).map((year) => {
    // On a narrow page there is room for a decade each.
    const mark = h("span", { class: year % 10 && YEARS.length > 20 ? "between" : "" }, String(year));
    mark.style.left = `${((YEARS.indexOf(year) + 0.5) / (YEARS.length + 1)) * 100}%`;
    return mark;
  }));
}

function goTo(step, within) {
  change({ "as-of": step >= atEnd() ? null : String(YEARS[step]) }, { within });
}

function startPlaying() {
  let step = stepOf(view["as-of"]);
  if (step >= atEnd()) step = -1;
  $("play").setAttribute("aria-pressed", "true");
  $("play").textContent = "❚❚ Pause";
  const go = () => {
    step += 1;
    goTo(step, "playing");
    if (step >= atEnd()) stopPlaying();
  };
  playing = setInterval(go, PLAY_MS);
  go();
}

function stopPlaying() {
  clearInterval(playing);
  playing = null;
  $("play").setAttribute("aria-pressed", "false");
  $("play").textContent = "▶ Play";
}

function closedPerYear() {
  const counts = new Map(YEARS.map((year) => [year, 0]));
  for (const { measures } of selection.everClosed) {
    const year = yearOf(measures.closed_since);
    if (counts.has(year)) counts.set(year, counts.get(year) + 1);
  }
  return counts;
}

function renderTime() {
  if (YEARS.length < 2) return;
  const step = stepOf(view["as-of"]);
  $("year").value = String(step);
  const words = view["as-of"] ? `${view["as-of"]}` : "All years";
  $("year").setAttribute("aria-valuetext", `${words}, ${plural(selection.listed.length, "loop")}`);
  fill($("year-words"), h("strong", {}, words), h("span", {}, ` ${plural(selection.inForce.length, "loop")} closed`));
  const counts = closedPerYear();
  const most = Math.max(1, ...counts.values());
  const width = 100 / (YEARS.length + 1);
  const bars = [...counts].flatMap(([year, count], i) => {
    if (!count) return [];
    const height = Math.max(2, (count / most) * 34);
    const bar = svg("rect", { x: (i + 0.12) * width, y: 36 - height, width: width * 0.76, height, class: i > step ? "later" : "bar" }, svg("title", {}, `${year}: ${plural(count, "loop")} closed`));
    return [bar];
  });
  const chart = $("chart");
  chart.setAttribute("aria-label", `Loops closed per year: ${[...counts].filter(([, count]) => count).map(([year, count]) => `${year} ${count}`).join(", ") || "none"}`);
  fill(chart, bars);
}
