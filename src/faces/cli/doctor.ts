import { existsSync } from "node:fs";
import type { ConfigProbe } from "../../diagnose/checkup/config-entry.ts";
import { doctor as judge } from "../../diagnose/doctor.ts";
import type { Condition } from "../../model/doctor.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { doctorJsonText } from "../../render/doctor-json.ts";
import { doctorPage } from "../../render/doctor-page.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import { asking } from "./asking.ts";
import type { DoctorCommand } from "./command.ts";
import { exit, type Io } from "./io.ts";
import { printPage } from "./print-page.ts";

const statuses: Readonly<Record<Condition, number>> = {
  well: exit.healthy,
  warning: exit.healthy,
  missing: exit.hurt,
  unreachable: exit.cannotAnswer,
};

/** Prints whether a cluster or a snapshot can be asked, and what is missing. */
export async function doctor(command: DoctorCommand, io: Io): Promise<number> {
  const { output, namespaces } = command;
  return asking(command, io, async ({ probe }) => {
    const checkup = judge(await probe(namespaces), configProbe(command));
    printPage(doctorPage(checkup), () => doctorJsonText(checkup), output, io);
    return statuses[checkup.condition];
  });
}

/** The configuration, where there is one: a snapshot or a context needs none. */
function configProbe({ config }: DoctorCommand): ConfigProbe | undefined {
  const file = config ?? usualFile;
  if (config === undefined && !existsSync(file)) return undefined;
  try {
    return { file, clusters: readConfig(file).clusters.length };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { file, trouble: error.message, next: error.next };
  }
}
