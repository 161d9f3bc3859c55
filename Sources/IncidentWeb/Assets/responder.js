// What pages do beyond what they do without scripts: times are by the viewer's clock, commands and outputs are copied, and all
// is printed. Runs before the page is there.
'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('has-scripts');

  // The server tells times by the clock of the zone that is in the cookie. Where it knew another one or none, the page is asked
  // for anew, once, before anything of it is seen or typed into; not what answers a form, which would be sent again. The cookie
  // comes along when somebody follows a link in a mail, which Strict would keep back.
  const zoneCookie = 'responder_zone=';
  const toldZone = () => document.cookie.split('; ').find(part => part.startsWith(zoneCookie))?.slice(zoneCookie.length) ?? 'UTC';
  const nameOf = zone => (zone === 'Etc/UTC' ? 'UTC' : zone);
  const zone = nameOf(Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC');
  if (/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone) && toldZone() !== zone) {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `${zoneCookie}${zone}; Path=/; SameSite=Lax; Max-Age=31536000${secure}`;
    const isFirst = performance.getEntriesByType('navigation')[0]?.type === 'navigate';
    // Where no cookie is kept, asking again would change nothing.
    if (isFirst && toldZone() === zone && !('answer' in root.dataset)) {
      root.hidden = true;
      // It is better seen in UTC than not.
      setTimeout(() => { root.hidden = false; }, 1000);
      location.reload();
    }
  }

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
