'use strict';
// Reads what the page is about and draws it.

(function() {
const data = JSON.parse(document.getElementById('data').textContent);
const isRun = data.kind === 'run';
const content = document.getElementById('content');
content.append(document.getElementById(isRun ? 'run-page' : 'sweep-page').content.cloneNode(true));
const report = isRun ? new RunReport(data) : new SweepReport(data);
const built = (isRun ? data.results : data).provenance;
document.getElementById('name').textContent = isRun ? data.results.name : data.name;
document.getElementById('about').textContent = report.about();
document.getElementById('built').textContent = `${built.program} ${built.version}, commit ${built.commit}`;
document.getElementById('sections')
    .append(...Array.from(
        content.querySelectorAll('section'),
        section => make('a', {href: `#${section.id}`}, section.querySelector('h2').textContent)));
report.draw();
document.documentElement.dataset.drawn = 'true';
})();
