/** Before each file of tests: where properties begin to draw, and how often they are tried where they say nothing. */
import fc from "fast-check";
import { runs } from "./runs.ts";

const { PROPERTY_SEED: seed } = process.env;
fc.configureGlobal({ ...runs(100), ...(seed === undefined ? {} : { seed: Number(seed) }) });
