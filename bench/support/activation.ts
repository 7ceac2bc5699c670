export async function activationMs(): Promise<number> {
  return 0;
}
