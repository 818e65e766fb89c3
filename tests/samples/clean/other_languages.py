"""Dicts that look like statements and are none."""

TAINT = {"effect": "NoSchedule", "actions": ["evict:Now"]}
QUERY = {"Action": "DescribeInstances", "Version": "2016-11-15"}
STACK_POLICY = {
    "Statement": [
        {"Effect": "Deny", "Action": "Update:Replace", "Principal": "*", "Resource": "*"},
    ]
}
