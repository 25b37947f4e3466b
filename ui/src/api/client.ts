// Typed calls over the host; anything but a 2xx becomes an ApiError that carries the problem document.
import { type HostAnswer, host } from "../host";
import type { Problem } from "./types";

export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export function withQuery(path: string, query?: Query): string {
  if (!query) return path;
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

function unreachable(error: unknown): Problem {
  return {
    type: "about:blank",
    title: "The engine can't be reached",
    status: 0,
    code: "UI-001",
    detail: "No answer came from the engine, so what you see may be out of date.",
    fix: "It reconnects by itself. If it stays away, start Prama again.",
    place: error instanceof Error ? error.message : undefined,
  };
}

function toProblem(status: number, body: unknown): Problem {
  if (body && typeof body === "object" && "code" in body && "detail" in body) return body as Problem;
  return {
    type: "about:blank",
    title: status === 401 ? "This tab isn't signed in" : "The engine refused the request",
    status,
    code: `HTTP-${status}`,
    detail:
      status === 401
        ? "The address was opened without the access token, or the token was changed."
        : `The engine answered with status ${status}.`,
    fix: status === 401 ? "Open the address that prama serve prints when it starts." : undefined,
  };
}

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<T> {
  let answer: Awaited<ReturnType<typeof host.request>>;
  try {
    answer = await host.request(method, path, body, headers);
  } catch (error) {
    throw new ApiError(unreachable(error));
  }
  return answerOf<T>(answer);
}

/** The body of a 2xx; anything else is thrown as the problem it is. */
export function answerOf<T>({ status, body }: HostAnswer): T {
  if (status < 200 || status > 299) throw new ApiError(toProblem(status, body));
  return body as T;
}

/** Writes only over the state that has this tag; without one over whatever is there. */
export const over = (etag: string | undefined): Record<string, string> => (etag ? { "If-Match": etag } : {});

/** Whether somebody else wrote first. */
export const isOvertaken = (error: unknown) => error instanceof ApiError && error.problem.status === 412;

export const api = {
  get: <T>(path: string, query?: Query) => call<T>("GET", withQuery(path, query)),
  post: <T>(path: string, body?: unknown, headers?: Record<string, string>) =>
    call<T>("POST", path, body, headers),
  put: <T>(path: string, body?: unknown, headers?: Record<string, string>) =>
    call<T>("PUT", path, body, headers),
  del: <T>(path: string) => call<T>("DELETE", path),
};

/** The problem behind any thrown value, so that one component can show them all. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    type: "about:blank",
    title: "This part of the window stopped working",
    status: 0,
    code: "UI-002",
    detail: error instanceof Error ? error.message : String(error),
    fix: "Try again; the engine is not affected.",
  };
}
