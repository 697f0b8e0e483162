/** How often it is looked, in ms. */
const every = 10;

/**
 * How long something takes, as this process sees it: time in which a busy machine does not let it run is not counted, so
 * that a bound means waiting that was chosen, not suffered. @returns ms since it was called; asking ends the count
 */
export function ownTime(): () => number {
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
  }, every);
  return () => {
    clearInterval(timer);
    return looks * every;
  };
}
