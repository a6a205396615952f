// The data folder as one door: what lies in it is data-files.ts, who runs on it owner.ts; where it is, config/environment.ts decides.
export { dataFiles, prepareDataFolder } from './data-files.ts'
export { type Held, type Owner, type OwnerInfo, answers, claimDataFolder, readOwner } from './owner.ts'
