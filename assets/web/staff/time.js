// Times in words. A moment of the server's carries the site's own offset, so its clock is read off.

/** The site's offset from UTC in milliseconds, of a moment as the server wrote it. */
export function offsetOf(moment) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(moment);
  if (found === null) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return (found[1] === "-" ? -minutes : minutes) * 60000;
}

/** HH:MM of milliseconds since 1970 at an offset. */
export const wallClock = (milliseconds, offset) => new Date(milliseconds + offset).toISOString().slice(11, 16);
