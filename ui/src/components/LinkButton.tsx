import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = ButtonProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & { ref?: Ref<HTMLAnchorElement> };

function AnchorButton(props: Props) {
  return <Button component="a" {...props} />;
}

/** A link to a route that looks like a button: `<LinkButton to="/runs/$id" params={{ id }}>`. */
export const LinkButton = createLink(AnchorButton);
