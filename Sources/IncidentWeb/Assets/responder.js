// What pages do beyond what they do without scripts: commands and outputs are copied, and all is printed.
'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('has-scripts');

  // The clipboard's interface is there on HTTPS and localhost only; the selection is everywhere.
  const copy = async (text, source) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const selection = getSelection();
      const range = document.createRange();
      range.selectNodeContents(source);
      selection.removeAllRanges();
      selection.addRange(range);
      return document.execCommand('copy');
    }
  };

  // A table is copied with tabs between its columns, and lines without what stands for those left out.
  const textOf = frame => {
    const rows = frame.querySelectorAll('tr:not(.output-gap)');
    if (rows.length) return [...rows].map(row => [...row.cells].map(cell => cell.textContent).join('\t')).join('\n');
    const lines = frame.querySelectorAll('.output > [data-line]');
    if (lines.length) return [...lines].map(line => line.textContent).join('\n');
    return frame.querySelector('pre')?.textContent ?? '';
  };

  addEventListener('click', async event => {
    const button = event.target.closest?.('.copy');
    if (!button) return;
    const frame = button.closest('.copy-frame');
    button.textContent = await copy(textOf(frame), frame) ? 'Copied' : 'Select it';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });

  const closed = [];
  addEventListener('beforeprint', () => {
    for (const part of document.querySelectorAll('details:not([open])')) {
      part.open = true;
      closed.push(part);
    }
  });
  addEventListener('afterprint', () => {
    while (closed.length) closed.pop().open = false;
  });
})();
