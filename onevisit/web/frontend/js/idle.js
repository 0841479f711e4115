/* A kiosk that was left alone goes home: `data-idle-url` and `data-idle-seconds` on the body. */

const SIGNS = ["pointerdown", "keydown", "touchstart"];

export function startOnce() {
  const { idleUrl, idleSeconds } = document.body.dataset;
  if (!idleUrl) return;
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      sessionStorage.clear();
      window.location.replace(idleUrl);
    }, Number(idleSeconds) * 1000);
  };
  for (const sign of SIGNS) window.addEventListener(sign, again, { passive: true });
  again();
}
