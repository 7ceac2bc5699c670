import process from 'node:process';
import { endpointAt, remoteRig, settled } from './remoteRig.js';

/** Opens the endpoint that the command line names and prints the state: certificates are chosen when Node starts. */
const rig = remoteRig();
rig.client.setEndpoint(endpointAt(process.argv[2] ?? ''));
process.stdout.write(JSON.stringify(await settled(rig)));
process.exit(0);
