// The filters of the page. Without scripts everything is shown.

export const script = `
const form = document.getElementById('filters');
const words = document.getElementById('words');
const filter = () => {
  const shown = new Set([...form.querySelectorAll('input:checked')].map((box) => box.value));
  const wanted = words.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
  for (const finding of document.querySelectorAll('.finding')) {
    const text = finding.textContent.toLowerCase();
    finding.hidden = !shown.has(finding.dataset.severity) || !wanted.every((word) => text.includes(word));
  }
  for (const row of document.querySelectorAll('.account')) {
    const text = row.textContent.toLowerCase();
    row.hidden = !wanted.every((word) => text.includes(word));
  }
};
form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
`;
