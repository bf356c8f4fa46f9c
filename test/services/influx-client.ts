export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Results {
  readonly error?: string;
  readonly results?: readonly { readonly error?: string; readonly series?: readonly ResultSeries[] }[];
}

export interface ResultSeries {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/** InfluxDB's own HTTP API, as another program uses it: to look at what is stored, and to be another writer. */
export class InfluxClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, auth?: Credentials) {
    this.#url = url;
    this.#headers =
      auth === undefined
        ? {}
        : { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
  }

  /** What the statements answer, one after another. Rejects if one fails. */
  async query(q: string, db = ''): Promise<readonly ResultSeries[]> {
    const body = new URLSearchParams({ db, q });
    const response = await fetch(`${this.#url}/query`, { method: 'POST', body, headers: this.#headers });
    const { error, results = [] } = (await response.json()) as Results;
    const failure = error ?? results.find((result) => result.error !== undefined)?.error;
    if (failure !== undefined) throw new Error(failure);
    return results.flatMap(({ series = [] }) => series);
  }

  /** Rows of the first series, by the names of their columns. */
  async rows(q: string, db?: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const [series] = await this.query(q, db);
    return (series?.values ?? []).map((row) =>
      Object.fromEntries(row.map((value, at) => [series?.columns[at] ?? '', value])),
    );
  }

  async write(db: string, rp: string, lines: readonly string[]): Promise<void> {
    const query = new URLSearchParams({ db, rp, precision: 'ns' });
    const body = lines.join('\n');
    const response = await fetch(`${this.#url}/write?${query.toString()}`, {
      method: 'POST',
      body,
      headers: this.#headers,
    });
    if (!response.ok) throw new Error(await response.text());
  }

  async createAdmin({ username, password }: Credentials): Promise<void> {
    const [user, secret] = [
      username.replaceAll('"', String.raw`\"`),
      password.replaceAll("'", String.raw`\'`),
    ];
    await this.query(`CREATE USER "${user}" WITH PASSWORD '${secret}' WITH ALL PRIVILEGES`);
  }
}
