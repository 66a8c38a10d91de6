// A soft chime of two notes, made here. A browser may not allow sound before somebody touches the
// page; a display that runs as a kiosk is started with sound allowed.

const NOTES = [
  { hertz: 659.26, at: 0 },
  { hertz: 523.25, at: 0.45 },
];
const SECONDS = 1.6;
const LOUDNESS = 0.25;
const LATE_MS = 1000;

/** A function that chimes, or does nothing where sound is off or not allowed. */
export function makeChime(wanted) {
  if (!wanted || typeof AudioContext === "undefined") return () => {};
  let context = null;
  return () => {
    context ??= new AudioContext();
    const asked = performance.now();
    // where sound is not allowed this resolves at the first touch: a late chime would mislead
    context.resume().then(() => {
      if (performance.now() - asked < LATE_MS) NOTES.forEach((note) => ring(context, note));
    });
  };
}

function ring(context, note) {
  const start = context.currentTime + note.at;
  const [tone, loudness] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = note.hertz;
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + SECONDS);
  tone.connect(loudness).connect(context.destination);
  tone.start(start);
  tone.stop(start + SECONDS);
}
