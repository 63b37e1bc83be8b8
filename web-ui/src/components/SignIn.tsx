// Asked for when the server answers 401: a token, or user and password. Both stay in this tab.
import { useSignal } from "@preact/signals";
import { basic, bearer } from "../api/auth";
import { visible } from "../lib/text";
import { signIn } from "../state/session";

export function SignIn({ why = null }: { why?: string | null }) {
  const token = useSignal("");
  const user = useSignal("");
  const password = useSignal("");
  const error = useSignal<string | null>(why);
  const isAsking = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (token.value.trim() === "" && user.value === "") {
      error.value = "give a token, or user and password";
      return;
    }
    isAsking.value = true;
    error.value = await signIn(
      token.value.trim() === "" ? basic(user.value, password.value) : bearer(token.value),
    );
    isAsking.value = false;
  };
  return (
    <form class="panel signin" onSubmit={(event) => void submit(event)}>
      <h1>Sign in</h1>
      <Field label="token" type="password" value={token} autocomplete="off" />
      <p class="or">
        <span>or</span>
      </p>
      <Field label="user" type="text" value={user} autocomplete="username" />
      <Field label="password" type="password" value={password} autocomplete="current-password" />
      {error.value !== null && (
        <p class="note bad" role="alert">
          {visible(error.value)}
        </p>
      )}
      <button type="submit" class="primary" disabled={isAsking.value}>
        {isAsking.value ? "signing in …" : "sign in"}
      </button>
      <p class="faint hint">Kept in this browser tab until it is closed.</p>
    </form>
  );
}

interface FieldProps {
  label: string;
  type: string;
  value: { value: string };
  autocomplete: string;
}

function Field({ label, type, value, autocomplete }: FieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        type={type}
        name={label}
        value={value.value}
        autocomplete={autocomplete}
        spellcheck={false}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
    </label>
  );
}
