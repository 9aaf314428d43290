/** UID of the folder of all dashboards and alert rules. */
export const FOLDER_UID = 'llm-serving';
