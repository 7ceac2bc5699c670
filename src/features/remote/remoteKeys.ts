import type * as vscode from 'vscode';

/** Keys of remote endpoints, one for each origin, in VS Code's secret storage and nowhere else. */
export class RemoteKeys {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** @param origin such as `https://host:8000` */
  async get(origin: string): Promise<string | undefined> {
    return this.secrets.get(secretName(origin));
  }

  /** @param key empty: forgets the one that is stored */
  async set(origin: string, key: string): Promise<void> {
    if (key === '') await this.secrets.delete(secretName(origin));
    else await this.secrets.store(secretName(origin), key);
  }
}

function secretName(origin: string): string {
  return `switchyard.remoteKey:${origin}`;
}
