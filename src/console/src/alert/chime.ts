let context: AudioContext | null = null;

/** Two rising tones, made here: no file to load, and silence where the browser has not been touched yet. */
export function chime() {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume();
    const start = context.currentTime;
    for (const [at, hertz] of [
      [0, 660],
      [0.18, 880],
      [0.5, 660],
      [0.68, 880],
    ] as const) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, start + at);
      volume.gain.linearRampToValueAtTime(0.2, start + at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, start + at + 0.16);
      tone.connect(volume).connect(context.destination);
      tone.start(start + at);
      tone.stop(start + at + 0.18);
    }
  } catch {
    // A machine without sound still shows the window.
  }
}
