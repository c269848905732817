import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A place to sign by finger. The name beside it is what goes on record; nobody has to draw. */
export function SignaturePad() {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(false);

  function at(event: PointerEvent<HTMLCanvasElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const { width, height } = event.currentTarget;
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height] as const;
  }

  function begin(event: PointerEvent<HTMLCanvasElement>) {
    event.currentTarget.setPointerCapture(event.pointerId);
    const pen = canvas.current!.getContext('2d')!;
    pen.lineWidth = 4;
    pen.lineCap = 'round';
    pen.strokeStyle = '#16201f';
    pen.beginPath();
    pen.moveTo(...at(event));
    setDrawn(true);
  }

  function draw(event: PointerEvent<HTMLCanvasElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const pen = canvas.current!.getContext('2d')!;
    pen.lineTo(...at(event));
    pen.stroke();
  }

  function wipe() {
    canvas.current!.getContext('2d')!.clearRect(0, 0, canvas.current!.width, canvas.current!.height);
    setDrawn(false);
  }

  return (
    <div>
      <p>{t('confirm.draw')}</p>
      <canvas ref={canvas} className="pad" width={1040} height={320} aria-label={t('confirm.drawn')} role="img" onPointerDown={begin} onPointerMove={draw} />
      <p className="dim">{t('confirm.hint')}</p>
      {isDrawn && (
        <button type="button" className="plain" onClick={wipe}>
          {t('confirm.clear')}
        </button>
      )}
    </div>
  );
}
