/** Of this program: package.json says the same, and a test keeps it so. */
export const version = '0.1.0'
