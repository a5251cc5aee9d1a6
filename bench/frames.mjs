/**
 * In the page: frames a second over three seconds, at rest or while what holds the rows scrolls by 300 pixels a frame; and
 * the longest time between two of them (ms). It is sent to the page as text, so it uses nothing from outside.
 */
export function countFrames({ row, scrolls }) {
  const holdsMore = (element) =>
    /auto|scroll/.test(getComputedStyle(element).overflowY) && element.scrollHeight > element.clientHeight;
  let box = document.querySelector(row);
  while (box !== null && !holdsMore(box)) {
    box = box.parentElement;
  }
  box ??= document.scrollingElement;
  return new Promise((done) => {
    const frames = [];
    const began = performance.now();
    const step = (now) => {
      frames.push(now);
      box.scrollTop += scrolls ? 300 : 0;
      if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) {
        box.scrollTop = 0;
      }
      if (now - began < 3000) {
        requestAnimationFrame(step);
      } else {
        const gaps = frames.slice(1).map((frame, i) => frame - frames[i]);
        done({ fps: (1000 * gaps.length) / (frames[frames.length - 1] - frames[0]), slowest: Math.max(...gaps) });
      }
    };
    requestAnimationFrame(step);
  });
}
