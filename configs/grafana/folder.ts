/** Uid of the folder that holds all dashboards and alert rules. */
export const FOLDER_UID = 'llm-serving';
