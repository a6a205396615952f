// The word that marks what came with a restored backup.

/** The worker of an intent that was open in a backup: whoever sent it then may have settled it since. */
export const restoredWorker = 'restored'
