extension ScratchBrowser {
    /// Which commands, outputs and numbers of lists are not to be seen from their left edge to their right one, though nobody has
    /// folded them away: they lie outside of something around them that clips, or outside of the window.
    ///
    /// What lies to the right of something that scrolls can be scrolled to.
    package func cutAtSides() async throws -> [String] {
        try await list(
            """
            (() => {
                const isSeen = e => e.checkVisibility({contentVisibilityAuto: true});
                const isNumbered = e => getComputedStyle(e).display === 'list-item'
                    && getComputedStyle(e).listStyleType !== 'none';
                const pen = document.createElement('canvas').getContext('2d');
                const number = e => {
                    const style = getComputedStyle(e, '::marker'), right = e.getBoundingClientRect().left;
                    const place = [...e.parentElement.children].indexOf(e) + (e.parentElement.start || 1);
                    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
                    return {left: right - pen.measureText(`${place}.`).width, right, within: e};
                };
                const texts = e => {
                    const words = document.createRange();
                    words.selectNodeContents(e);
                    return [...words.getClientRects()].map(({left, right}) => ({left, right, within: e}));
                };
                const frame = e => {
                    const {left, right} = e.getBoundingClientRect();
                    return {left, right, within: e.parentElement};
                };
                const edges = e => {
                    const style = getComputedStyle(e), {left, right} = e.getBoundingClientRect();
                    const more = style.overflowX === 'clip' ? parseFloat(style.overflowClipMargin) || 0 : 0;
                    return {
                        left: left + parseFloat(style.borderLeftWidth) - more,
                        right: right - parseFloat(style.borderRightWidth) + more,
                        way: style.overflowX, name: `${e.tagName}.${e.className}`,
                    };
                };
                const cutting = box => {
                    let {left, right} = box;
                    const around = [];
                    for (let e = box.within; e; e = e.parentElement) around.push(edges(e));
                    around.push({left: 0, right: innerWidth, way: 'hidden', name: 'the window'});
                    return around.find(edge => {
                        if (edge.way === 'visible') return false;
                        if (edge.way === 'auto' || edge.way === 'scroll') right = Math.min(right, edge.right);
                        // Less than a pixel is rounding.
                        return left < edge.left - 0.6 || right > edge.right + 0.6;
                    });
                };
                const code = [...document.querySelectorAll('main pre, main code')].filter(isSeen);
                const numbers = [...document.querySelectorAll('main li')].filter(isNumbered).filter(isSeen);
                return code.flatMap(e => [frame(e), ...texts(e)]).concat(numbers.map(number))
                    .filter(box => box.left < box.right)
                    .map(box => [box, cutting(box)]).filter(([, edge]) => edge)
                    .map(([box, edge]) => `${box.within.textContent.trim().slice(0, 40)}: ${Math.round(box.left)} to `
                        + `${Math.round(box.right)} in ${edge.name}, ${Math.round(edge.left)} to ${Math.round(edge.right)}`);
            })()
            """)
    }
}
