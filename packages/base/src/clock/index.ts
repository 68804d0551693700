/** Time as a parameter: whoever waits or stamps takes a `Clock`, so that tests decide what time it is. */
export { type Cancel, type Clock, sleep, systemClock } from "./clock.ts";
export { ManualClock } from "./manual-clock.ts";
