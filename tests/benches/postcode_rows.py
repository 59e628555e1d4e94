"""An invented postcode directory in the form of ONSPD, with postcodes in every district of the built-in table."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

from hatehub.reference.data_files import builtin_force_table

ENDED_SHARE = 0.33  # of the postcodes of a real directory
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
HEADER = (
    "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,"
    "ctry,rgn,streg,pcon,eer,teclec,ttwa,pct,itl,statsward,oa01,casward,npark,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,"
    "msoa11,wz11,sicbl,bua24,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,icb,oa21,lsoa21,msoa21"
)
_BEFORE_AUTHORITY = '"E99999999","E99999999"'
_BEFORE_FORCE = (
    '"E05013692","E99999999","0","0385386","0801193","1","E18000007","E40000003","E92000001","E12000001","0",'
    '"E14001245","E15000001","E24000009","E30000234","E16000093","TLG31","99ZZ0099","E00137171","99ZZ99","E65000001",'
    '"E01025440","E02000001","5","3B2","E00137171","E01025440","E02000001","E33028215","E38000007","E63000001","A1",'
    '"2A1","52.511213","-2.217612","E37000002",""'
)
_AFTER_FORCE = '"12345","E56000003","E54000010","E00137171","E01025440","E02000001"'


def write_directory(path: Path, *, rows: int, seed: int = 5) -> None:
    """Write so many rows, sorted as published: some 430 bytes each, ended ones among them."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\ufeff" + HEADER + "\r\n")
        file.writelines(itertools.islice(_lines(dice, rows), rows))


def _lines(dice: random.Random, rows: int) -> Iterator[str]:
    districts = builtin_force_table().districts
    each = -(-rows // len(districts))
    for district, candidates in sorted(districts.items()):
        codes, shares = [found.force for found in candidates], [found.share for found in candidates]
        forces = dice.choices(codes, shares, k=each)
        ended = [dice.random() < ENDED_SHARE for _ in range(each)]
        units = itertools.product(range(10), UNIT_LETTERS, UNIT_LETTERS)
        chosen = sorted(dice.sample(list(units), each))
        for (sector, first, second), force, is_ended in zip(chosen, forces, ended, strict=True):
            yield _line(district, f"{sector}{first}{second}", force, "202103" if is_ended else "")


def _line(outward: str, inward: str, force: str, ended: str) -> str:
    names = f'"{outward:<4}{inward}","{outward:<4} {inward}","{outward} {inward}"'
    authority = f"E09{2 + (hash_of(outward) % 32):06d}" if force == "E23000001" else "E07000123"
    return f'{names},"198001","{ended}",{_BEFORE_AUTHORITY},"{authority}",{_BEFORE_FORCE},"{force}",{_AFTER_FORCE}\r\n'


def hash_of(text: str) -> int:
    """Return a number for a text that is the same in every run."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(text))
