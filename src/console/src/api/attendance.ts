/** After this long without a key, a touch or a moved pointer nobody is taken to sit before the page. */
const patienceMs = 5 * 60_000;

let touchedAt = Date.now();
for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
  addEventListener(
    sign,
    () => {
      touchedAt = Date.now();
    },
    { capture: true, passive: true },
  );

/** Whether the page goes on by itself. What it asks for then keeps no session alive (docs/adr/0042). */
export const isUnattended = () => Date.now() - touchedAt > patienceMs;
